// SPDX-License-Identifier: MIT
/// @file
/// What may derive from hazard_pointer_obj_base, what it costs, and how the deleter is called.
#include <interlock/lockfree/hazard_pointer.hpp>
#include <interlock/lockfree/hazard_pointer_obj_base.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace interlock {
namespace {

struct plain_node : hazard_pointer_obj_base<plain_node> {};
struct other_deleter {
  void operator()(auto*) const {}
};
struct unrelated {};
struct deleter_named : hazard_pointer_obj_base<deleter_named, other_deleter> {};
struct twice : hazard_pointer_obj_base<twice>, hazard_pointer_obj_base<twice, other_deleter> {};
struct of_another : hazard_pointer_obj_base<plain_node> {};
struct derived : plain_node {};
struct both : hazard_pointer_obj_base<both>, plain_node {};
class hidden : hazard_pointer_obj_base<hidden> {};
struct virtually : virtual hazard_pointer_obj_base<virtually> {};
struct left : hazard_pointer_obj_base<struct joined> {};
struct right : hazard_pointer_obj_base<struct joined> {};
struct joined : left, right {};
struct indirect;
struct middle : hazard_pointer_obj_base<indirect> {};
struct indirect : middle {};
union not_a_class {};

static_assert(hazard_protectable<plain_node>);
static_assert(hazard_protectable<const plain_node>);
static_assert(hazard_protectable<deleter_named>);
static_assert(hazard_protectable<indirect>);
static_assert(!hazard_protectable<int>);
static_assert(!hazard_protectable<void>);
static_assert(!hazard_protectable<plain_node*>);
static_assert(!hazard_protectable<unrelated>);
static_assert(!hazard_protectable<not_a_class>);
static_assert(!hazard_protectable<twice>);
static_assert(!hazard_protectable<of_another>);
static_assert(!hazard_protectable<derived>);
static_assert(!hazard_protectable<both>);
static_assert(!hazard_protectable<hidden>);
static_assert(!hazard_protectable<virtually>);
static_assert(!hazard_protectable<joined>);

struct other_backend : std_backend {};
static_assert(!hazard_protectable<plain_node, other_backend>, "belongs to another kind of domain");

static_assert(sizeof(plain_node) == 2 * sizeof(void*), "an empty deleter takes no room");
static_assert(sizeof(deleter_named) == 2 * sizeof(void*));
static_assert(std::is_trivially_copyable_v<deleter_named>);
static_assert(std::is_trivially_destructible_v<plain_node>);
static_assert(std::is_nothrow_default_constructible_v<plain_node>);
static_assert(!std::is_default_constructible_v<hazard_pointer_obj_base<plain_node>>);
static_assert(!std::is_destructible_v<hazard_pointer_obj_base<plain_node>>);

[[maybe_unused]] constinit plain_node constant_initialised;

void clean_up() { default_hazard_pointer_domain().clean_up(); }

struct counting_deleter {
  int* calls = nullptr;
  template <class T>
  void operator()(T* object) const {
    ++*calls;
    delete object;
  }
};

struct counted : hazard_pointer_obj_base<counted, counting_deleter> {
  std::string text = "long enough to live on the heap, so that a leak is seen";
};

TEST(hazard_pointer_obj_base, CallsTheGivenDeleterOnce) {
  int calls = 0;
  (new counted)->retire(counting_deleter{&calls});
  clean_up();
  EXPECT_EQ(calls, 1);
  clean_up();
  EXPECT_EQ(calls, 1);
}

// Counts after the object, which held the deleter, is gone.
struct late_deleter {
  std::shared_ptr<int> calls;
  void operator()(struct late* object) const;
};
struct late : hazard_pointer_obj_base<late, late_deleter> {
  ~late() { std::fill(bytes.begin(), bytes.end(), 'x'); }
  std::array<char, 256> bytes{};
};
void late_deleter::operator()(late* object) const {
  delete object;
  ++*calls;
}

TEST(hazard_pointer_obj_base, TheDeleterOutlivesTheObject) {
  const auto calls = std::make_shared<int>(0);
  (new late)->retire(late_deleter{calls});
  EXPECT_EQ(calls.use_count(), 2);
  clean_up();
  EXPECT_EQ(*calls, 1);
  EXPECT_EQ(calls.use_count(), 1) << "the deleter has been destroyed";
}

// No more than what the standard asks of a deleter.
struct modest_deleter {
  modest_deleter() = default;
  modest_deleter(modest_deleter&&) = delete;
  modest_deleter& operator=(modest_deleter&&) = default;
  ~modest_deleter() = default;
  void operator()(struct modest* object) const;
};
struct modest : hazard_pointer_obj_base<modest, modest_deleter> {
  explicit modest(int& count) : ended{count} {}
  modest(const modest&) = delete;
  modest& operator=(const modest&) = delete;
  ~modest() { ++ended; }
  int& ended;
};
void modest_deleter::operator()(modest* object) const { delete object; }

TEST(hazard_pointer_obj_base, ADeleterNeedsOnlyDefaultConstructionAndMoveAssignment) {
  int ended = 0;
  (new modest{ended})->retire();
  clean_up();
  EXPECT_EQ(ended, 1);
}

struct moving_deleter {
  std::unique_ptr<int> owned;
  void operator()(struct moved* object) const;
};
struct moved : hazard_pointer_obj_base<moved, moving_deleter> {
  int seen = 0;
};
int last_seen = 0;
void moving_deleter::operator()(moved* object) const {
  last_seen = object->seen + *owned;
  delete object;
}

TEST(hazard_pointer_obj_base, ADeleterMayBeMoveOnly) {
  auto* const object = new moved;
  object->seen = 40;
  object->retire(moving_deleter{std::make_unique<int>(2)});
  clean_up();
  EXPECT_EQ(last_seen, 42);
}

struct name_part {
  virtual ~name_part() = default;
  std::string name = "first base";
};
struct composed : name_part, hazard_pointer_obj_base<composed, counting_deleter> {
  int value = 17;
};

TEST(hazard_pointer_obj_base, ProtectsUnderMultipleInheritance) {
  auto* const object = new composed;
  const void* const base =
      static_cast<hazard_pointer_obj_base<composed, counting_deleter>*>(object);
  ASSERT_NE(base, static_cast<const void*>(object)) << "the base is not at offset 0";
  const std::atomic<composed*> source{object};
  hazard_pointer guard = make_hazard_pointer();
  ASSERT_EQ(guard.protect(source), object);
  int calls = 0;
  object->retire(counting_deleter{&calls});
  clean_up();
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(object->value, 17);
  guard.reset_protection();
  clean_up();
  EXPECT_EQ(calls, 1);
}

TEST(hazard_pointer_obj_base, NullOfAClassWithAnOffsetBaseProtectsNothing) {
  const std::atomic<composed*> source{nullptr};
  hazard_pointer guard = make_hazard_pointer();
  EXPECT_EQ(guard.protect(source), nullptr);
}

}  // namespace
}  // namespace interlock
