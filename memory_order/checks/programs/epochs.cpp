// SPDX-License-Identifier: MIT
/// @file
/// Epoch-based reclamation [Fra04], with a list of threads under a lock.
#include "table.hpp"

namespace interlock::programs {
namespace {

struct object {
  B::plain<int> name{0};
  B::atomic<object*> next{nullptr};
  object* retired_before = nullptr;
};

class epochs {
 public:
  static constexpr int main_thread = 3;

  epochs() {
    global_.store(1, order::seq_cst);
    enlist(main_thread);
  }

  void enlist(int self) {
    reader& mine = at(self);
    mine.epoch.store(0, order::relaxed);
    lock();
    reader* const first = readers_.read();
    mine.next.write(first);
    if (first != nullptr) first->before.write(&mine);
    readers_.write(&mine);
    mine.before.write(nullptr);
    unlock();
  }
  void leave(int self) {
    reader& mine = at(self);
    lock();
    reader* const next = mine.next.read();
    reader* const before = mine.before.read();
    before != nullptr ? before->next.write(next) : readers_.write(next);
    if (next != nullptr) next->before.write(before);
    unlock();
  }

  void enter(int self) {
    at(self).epoch.store(global_.load(order::seq_cst), order::release);
    B::fence(order::seq_cst);
  }
  void exit(int self) { at(self).epoch.store(0, order::release); }

  /// Only one thread retires and reclaims.
  void retire(object* gone) {
    B::fence(order::seq_cst);
    B::atomic<object*>& list = retired_in(global_.load(order::seq_cst));
    object* const first = list.load(order::seq_cst);
    gone->retired_before = first;
    checker::assume(compare_exchange(list, first, gone, order::release) == first);
  }
  void reclaim() {
    B::fence(order::seq_cst);
    const unsigned epoch = global_.load(order::seq_cst);
    object* const gone = retired_in(epoch + 2).exchange(nullptr, order::acquire);
    await_readers(epoch);
    (void)compare_exchange(global_, epoch, epoch + 1, order::seq_cst);
    destroy_all(gone);
  }
  void end() {
    leave(main_thread);
    for (B::atomic<object*>& list : retired_) destroy_all(list.exchange(nullptr, order::acquire));
  }

 private:
  struct reader {
    B::atomic<unsigned> epoch{0};  ///< the one that it is in, or 0
    B::plain<reader*> next{nullptr};
    B::plain<reader*> before{nullptr};
  };

  reader& at(int self) { return all_[static_cast<std::size_t>(self)]; }
  B::atomic<object*>& retired_in(unsigned epoch) { return retired_[epoch % retired_.size()]; }
  void lock() { held_.await_compare_exchange(0, 1, order::acquire); }
  void unlock() { held_.store(0, order::release); }

  /// Goes on only if no reader is in an older epoch.
  void await_readers(unsigned epoch) {
    lock();
    for (const reader* each = readers_.read(); each != nullptr; each = each->next.read()) {
      const unsigned seen = each->epoch.load(order::seq_cst);
      checker::assume(seen == 0 || seen >= epoch);
    }
    unlock();
  }
  static void destroy_all(object* list) {
    while (list != nullptr) destroy<B>(std::exchange(list, list->retired_before));
  }

  std::array<reader, main_thread + 1> all_;
  B::atomic<unsigned> global_{0};
  std::array<B::atomic<object*>, 3> retired_;
  B::plain<reader*> readers_{nullptr};
  B::atomic<int> held_{0};
};

/// Threads 0 and 2 read, thread 1 takes objects away.
template <class Structure>
struct reclamation_client {
  static constexpr int remover = 1;
  epochs domain;
  Structure objects;

  void thread(int self) {
    domain.enlist(self);
    if (self == remover) {
      objects.remove(domain, self);
    } else {
      domain.enter(self);
      objects.search(self);
      domain.exit(self);
    }
    domain.leave(self);
  }
  void after() {
    objects.end();
    domain.end();
  }
};

/// Two objects, taken away from the front.
struct shrinking_array {
  static constexpr int size = 2;
  std::array<object*, size> objects{};
  B::atomic<int> first{0};

  shrinking_array() {
    for (int name = 0; name < size; ++name) {
      object*& made = objects[static_cast<std::size_t>(name)];
      made = create<B, object>();
      made->name.write(name);
    }
  }
  void search(int self) {
    const int wanted = self == 0 ? size - 1 : 0;
    for (int i = first.load(order::seq_cst); i < size; ++i) {
      if (objects[static_cast<std::size_t>(i)]->name.read() == wanted) return;
    }
  }
  void remove(epochs& domain, int self) {
    for (int i = 0; i < size; ++i) {
      domain.enter(self);
      first.store(i + 1, order::seq_cst);
      domain.retire(objects[static_cast<std::size_t>(i)]);
      domain.exit(self);
      domain.reclaim();
    }
  }
  void end() {}
};

/// Three objects, of which the second is taken away.
struct linked_list {
  static constexpr int size = 3;
  object* head = nullptr;

  linked_list() {
    for (int name = size - 1; name >= 0; --name) {
      auto* const made = create<B, object>();
      made->name.write(name);
      made->next.store(head, order::relaxed);
      head = made;
    }
  }
  void search(int) {
    for (const object* each = head; each != nullptr; each = each->next.load(order::seq_cst)) {
      if (each->name.read() == size - 1) return;
    }
  }
  void remove(epochs& domain, int self) {
    domain.enter(self);
    object* const second = head->next.load(order::seq_cst);
    head->next.store(second->next.load(order::seq_cst), order::seq_cst);
    domain.retire(second);
    domain.exit(self);
    domain.reclaim();
  }
  void end() {
    while (head != nullptr) {
      destroy<B>(std::exchange(head, head->next.load(order::seq_cst)));
    }
  }
};

}  // namespace

std::vector<program> epoch_domains() {
  return {{"libvsync/smr_ebr arr", 21074, 33, [] { run<reclamation_client<shrinking_array>>(3); }},
          {"libvsync/smr_ebr list", 2446, 3.7, [] { run<reclamation_client<linked_list>>(3); }}};
}

}  // namespace interlock::programs
