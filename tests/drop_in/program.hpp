// SPDX-License-Identifier: MIT
/// @file
/// The text of a program that uses the standard's headers for synchronization by the name
/// `std_like`. It is included twice, into namespaces where that means `std` and `interlock`; so it
/// includes nothing, and is not protected against being included again.

// --- what it expects of the types ----------------------------------------------------------------

template <class T>
inline constexpr bool stays_where_it_is =
    !::std::is_copy_constructible_v<T> && !::std::is_copy_assignable_v<T> &&
    !::std::is_move_constructible_v<T> && !::std::is_move_assignable_v<T>;

template <class M>
concept mutex_members = requires(M& m) {
  requires ::std::is_default_constructible_v<M> && stays_where_it_is<M>;
  { m.lock() } -> ::std::same_as<void>;
  { m.try_lock() } -> ::std::same_as<bool>;
  { m.unlock() } -> ::std::same_as<void>;
};
template <class M>
concept timed_mutex_members = mutex_members<M> && requires(M& m) {
  { m.try_lock_for(1.5s) } -> ::std::same_as<bool>;
  { m.try_lock_until(steady_clock::now()) } -> ::std::same_as<bool>;
  { m.try_lock_until(system_clock::now()) } -> ::std::same_as<bool>;
};
static_assert(mutex_members<std_like::mutex> && timed_mutex_members<std_like::timed_mutex>);
static_assert(mutex_members<std_like::recursive_mutex>);
static_assert(timed_mutex_members<std_like::recursive_timed_mutex>);
static_assert(::std::is_nothrow_default_constructible_v<std_like::mutex>);
static_assert(noexcept(::std::declval<std_like::recursive_mutex&>().try_lock()));

template <class G>
concept unique_lock_members = requires(G& guard, const G& constant, typename G::mutex_type& m) {
  requires ::std::is_nothrow_default_constructible_v<G> &&
      ::std::is_nothrow_move_constructible_v<G>;
  requires ::std::is_nothrow_move_assignable_v<G>;
  requires !::std::is_copy_constructible_v<G> && !::std::is_copy_assignable_v<G>;
  requires !::std::is_convertible_v<typename G::mutex_type&, G>;
  requires !::std::is_convertible_v<G, bool>;
  requires ::std::is_nothrow_constructible_v<G, typename G::mutex_type&, std_like::defer_lock_t>;
  G{m, std_like::try_to_lock};
  G{m, std_like::adopt_lock};
  G{m, 1ms};
  G{m, steady_clock::now()};
  { guard.try_lock_for(1ms) } -> ::std::same_as<bool>;
  { guard.release() } -> ::std::same_as<typename G::mutex_type*>;
  { constant.owns_lock() } -> ::std::same_as<bool>;
  { constant.mutex() } -> ::std::same_as<typename G::mutex_type*>;
  static_cast<bool>(constant);
  swap(guard, guard);
};
static_assert(unique_lock_members<std_like::unique_lock<std_like::timed_mutex>>);
static_assert(unique_lock_members<std_like::unique_lock<std_like::recursive_timed_mutex>>);
static_assert(unique_lock_members<std_like::shared_lock<std_like::shared_timed_mutex>>);
static_assert(::std::is_same_v<std_like::lock_guard<std_like::mutex>::mutex_type, std_like::mutex>);
static_assert(stays_where_it_is<std_like::lock_guard<std_like::mutex>>);
static_assert(stays_where_it_is<std_like::scoped_lock<std_like::mutex, std_like::timed_mutex>>);
static_assert(::std::is_default_constructible_v<std_like::scoped_lock<>>);

template <class S>
concept semaphore_members = requires(S& semaphore) {
  requires stays_where_it_is<S> && !::std::is_default_constructible_v<S>;
  requires ::std::is_constructible_v<S, ::std::ptrdiff_t>;
  requires !::std::is_convertible_v<::std::ptrdiff_t, S>;
  requires noexcept(S::max())&& noexcept(semaphore.try_acquire());
  { S::max() } -> ::std::same_as<::std::ptrdiff_t>;
  { semaphore.release() } -> ::std::same_as<void>;
  { semaphore.release(1) } -> ::std::same_as<void>;
  { semaphore.acquire() } -> ::std::same_as<void>;
  { semaphore.try_acquire() } -> ::std::same_as<bool>;
  { semaphore.try_acquire_for(1.5s) } -> ::std::same_as<bool>;
  { semaphore.try_acquire_until(system_clock::now()) } -> ::std::same_as<bool>;
};
static_assert(semaphore_members<std_like::counting_semaphore<>>);
static_assert(semaphore_members<std_like::counting_semaphore<7>>);
static_assert(semaphore_members<std_like::binary_semaphore>);
static_assert(::std::is_same_v<std_like::binary_semaphore, std_like::counting_semaphore<1>>);
static_assert(std_like::counting_semaphore<7>::max() >= 7);
static_assert(std_like::counting_semaphore<>::max() >= std_like::binary_semaphore::max());

inline constinit std_like::mutex constant_mutex;
inline constinit std_like::shared_mutex constant_shared_mutex;
inline constinit std_like::once_flag constant_flag;
// libstdc++ 12 does not make it constexpr, as the standard does.
inline std_like::counting_semaphore<> constant_semaphore{3};
inline constinit std_like::latch constant_latch{0};

// --- what it does --------------------------------------------------------------------------------

struct program {
  template <class Misuse>
  static ::std::error_code error_of(Misuse misuse) {
    try {
      misuse();
    } catch (const ::std::system_error& error) {
      return error.code();
    }
    return {};
  }

  /// Whether another thread finds the mutex free.
  template <class Mutex>
  static bool is_free(Mutex& mutex) {
    bool taken = false;
    ::std::thread{[&] {
      taken = mutex.try_lock();
      if (taken) mutex.unlock();
    }}.join();
    return taken;
  }

  template <class Mutex>
  static void use_guards() {
    Mutex mutex;
    Mutex other;
    {
      const std_like::lock_guard guard{mutex};
      EXPECT_FALSE(is_free(mutex));
    }
    {
      [[maybe_unused]] const std_like::scoped_lock none;
      const std_like::scoped_lock guard{mutex, other};
      EXPECT_FALSE(is_free(mutex) || is_free(other));
    }
    std_like::lock(mutex, other);
    {
      const std_like::lock_guard first{mutex, std_like::adopt_lock};
      const std_like::scoped_lock second{std_like::adopt_lock, other};
      int failed = -1;
      ::std::thread{[&] {
        Mutex free;
        failed = std_like::try_lock(free, mutex, other);
        EXPECT_TRUE(is_free(free));
      }}.join();
      EXPECT_EQ(failed, 1);
    }
    EXPECT_EQ(std_like::try_lock(mutex, other), -1);
    mutex.unlock();
    other.unlock();

    std_like::unique_lock guard{mutex, std_like::defer_lock};
    EXPECT_FALSE(guard.owns_lock());
    guard.lock();
    std_like::unique_lock moved{::std::move(guard)};
    EXPECT_TRUE(moved && !guard && guard.mutex() == nullptr);
    moved.unlock();
    EXPECT_TRUE(is_free(mutex));
    EXPECT_TRUE(moved.try_lock());
    EXPECT_EQ(error_of([&] { moved.lock(); }), ::std::errc::resource_deadlock_would_occur);
    EXPECT_EQ(error_of([&] { guard.lock(); }), ::std::errc::operation_not_permitted);
    EXPECT_EQ(error_of([&] { guard.unlock(); }), ::std::errc::operation_not_permitted);
    EXPECT_EQ(moved.release(), &mutex);
    mutex.unlock();
  }

  static void lock_and_guard() {
    use_guards<std_like::mutex>();
    use_guards<std_like::timed_mutex>();
    use_guards<std_like::recursive_mutex>();
    use_guards<std_like::shared_mutex>();
    const std_like::lock_guard guard{constant_mutex};
    const std_like::shared_lock share{constant_shared_mutex};
    EXPECT_FALSE(is_free(constant_mutex) || is_free(constant_shared_mutex));
  }

  static void give_up_in_time() {
    std_like::timed_mutex mutex;
    std_like::recursive_timed_mutex recursive;
    std_like::counting_semaphore<> units{0};
    const std_like::scoped_lock held{mutex, recursive};
    ::std::thread{[&] {
      const auto start = steady_clock::now();
      EXPECT_FALSE(mutex.try_lock_for(2ms));
      EXPECT_FALSE(recursive.try_lock_until(steady_clock::now() + 2ms));
      EXPECT_FALSE(units.try_acquire_for(2ms));
      EXPECT_GE(steady_clock::now() - start, 6ms);
      const std_like::unique_lock late{mutex, system_clock::now() + 1ms};
      const std_like::unique_lock at_once{recursive, std_like::try_to_lock};
      EXPECT_FALSE(late || at_once);
      EXPECT_FALSE(mutex.try_lock_for(-1h) || units.try_acquire_until(system_clock::now() - 1h));
    }}.join();
    // Not for a while: ThreadSanitizer does not notice that glibc's timed attempts succeed.
    EXPECT_TRUE(recursive.try_lock()) << "we hold it already";
    recursive.unlock();
  }

  static void count_units() {
    std_like::counting_semaphore<5> semaphore{2};
    EXPECT_TRUE(semaphore.try_acquire() && semaphore.try_acquire_for(1ms));
    EXPECT_FALSE(semaphore.try_acquire());
    semaphore.release(0);
    EXPECT_FALSE(semaphore.try_acquire());
    semaphore.release(3);
    semaphore.acquire();
    EXPECT_TRUE(semaphore.try_acquire_until(steady_clock::now()) && semaphore.try_acquire());
    EXPECT_FALSE(semaphore.try_acquire());
    constant_semaphore.acquire();
    constant_semaphore.release();
    constant_latch.wait();
  }

  /// The sum of the squares up to `last`, by threads that need all of the headers: a ring of two
  /// places between a producer and consumers, who meet at the start and at the end.
  static long sum_of_squares(int last) {
    std_like::latch start{4};
    std_like::barrier finish{4};
    std_like::counting_semaphore<2> empty{2};
    std_like::counting_semaphore<2> full{0};
    std_like::mutex guard;
    std_like::shared_mutex sums_guard;
    std_like::condition_variable all_done;
    std_like::once_flag first;
    ::std::vector<int> ring;
    long sum = 0;
    int squared = 0;
    int openings = 0;

    const auto produce = [&] {
      start.arrive_and_wait();
      for (int i = 1; i <= last; ++i) {
        // Not acquire(): a wake may be lost on the way to libstdc++ 12's (GCC bug 98033).
        while (!empty.try_acquire_for(1ms)) continue;
        const std_like::lock_guard held{guard};
        ring.push_back(i);
        full.release();
      }
      finish.arrive_and_wait();
    };
    const auto consume = [&] {
      start.arrive_and_wait();
      for (;;) {
        std_like::call_once(first, [&] { ++openings; });
        {
          const std_like::shared_lock reading{sums_guard};
          if (squared >= last) break;
        }
        if (!full.try_acquire_for(1ms)) continue;
        std_like::unique_lock held{guard};
        const int next = ring.back();
        ring.pop_back();
        held.unlock();
        empty.release();
        const std_like::scoped_lock writing{sums_guard, guard};
        sum += long{next} * next;
        if (++squared == last) all_done.notify_all();
      }
      finish.arrive_and_drop();
    };
    ::std::vector<::std::thread> team;
    team.emplace_back(produce);
    for (int i = 0; i < 2; ++i) team.emplace_back(consume);
    start.arrive_and_wait();
    {
      std_like::unique_lock held{guard};
      all_done.wait(held, [&] { return squared == last; });
      EXPECT_TRUE(all_done.wait_for(held, 1ms, [&] { return squared == last; }));
    }
    finish.wait(finish.arrive());
    for (auto& each : team) each.join();
    EXPECT_EQ(openings, 1);
    return sum;
  }
};
