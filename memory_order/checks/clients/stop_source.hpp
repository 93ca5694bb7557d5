// SPDX-License-Identifier: MIT
/// @file
/// A stop source over a backend, as `std::stop_source` is one over the real machine. It knows one
/// function at a time.
#pragma once

#include <interlock/memory_order/backend.hpp>
#include <interlock/memory_order/order.hpp>

#include <cstdint>

namespace interlock::checks {

template <backend B>
class stop_source {
 public:
  class token {
   public:
    explicit token(stop_source& source) noexcept : source_{&source} {}

    [[nodiscard]] bool stop_requested() const noexcept {
      // acquire: whoever stops sees what was done before the request.
      return source_->state_.load(order::acquire) >= calling;
    }

    template <class Function>
    class callback_type {
     public:
      callback_type(const token& from, Function function)
          : source_{*from.source_}, function_{function} {
        source_.function_.write({&call, this});
        std::uint32_t expected = nobody;
        // release: the request finds the function. acquire: it has come before.
        registered_ = source_.state_.compare_exchange_strong(expected, registered, order::release,
                                                             order::acquire);
        if (!registered_) function_();
      }
      callback_type(const callback_type&) = delete;
      callback_type& operator=(const callback_type&) = delete;
      ~callback_type() {
        if (!registered_) return;
        std::uint32_t expected = registered;
        // relaxed: nobody has called the function, and nobody will.
        if (source_.state_.compare_exchange_strong(expected, nobody, order::relaxed,
                                                   order::relaxed)) {
          return;
        }
        // acquire: the call is over.
        B::await(source_.state_, order::acquire, [](std::uint32_t now) { return now == over; });
      }

     private:
      static void call(void* self) { static_cast<callback_type*>(self)->function_(); }

      stop_source& source_;
      Function function_;
      bool registered_ = false;
    };

   private:
    stop_source* source_;
  };

  [[nodiscard]] token get_token() noexcept { return token{*this}; }

  /// Once.
  void request_stop() {
    // acq_rel: the function is there, and whoever stops sees what we did.
    if (state_.exchange(calling, order::acq_rel) == registered) {
      const callback found = function_.read();
      found.call(found.self);
    }
    // release: the call is over.
    state_.store(over, order::release);
  }

 private:
  static constexpr std::uint32_t nobody = 0;
  static constexpr std::uint32_t registered = 1;
  static constexpr std::uint32_t calling = 2;
  static constexpr std::uint32_t over = 3;

  struct callback {
    void (*call)(void*) = nullptr;
    void* self = nullptr;
  };

  typename B::template atomic<std::uint32_t> state_{nobody};
  typename B::template plain<callback> function_{};
};

}  // namespace interlock::checks
