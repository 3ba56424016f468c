#pragma once

#include <barrier>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/cast.hpp"
#include "probe/shared_work.hpp"

namespace neurank::test {

/// Members of a team as threads of this process.
class ThreadTeams {
 public:
  explicit ThreadTeams(Index size) : size_(size), meeting_(size), failures_(to_size(size)) {}

  /// Runs `lead` with the leader's team; the others, threads, take part in what it calls for.
  /// @param take_part (work, team) of a member
  template <class Lead>
  auto run(const Lead& lead, const std::function<void(const probe::SharedWork&, const probe::Team&)>& take_part) {
    std::vector<std::jthread> others;
    for (Index member = 1; member < size_; ++member)
      others.emplace_back([this, member, &take_part] { follow(member, take_part); });
    const Dismissal at_end{*this};
    return lead(Member(*this, 0));
  }

 private:
  class Member : public probe::Team {
   public:
    Member(ThreadTeams& all, Index member) : all_(all), member_(member) {}
    Index member() const override { return member_; }
    Index size() const override { return all_.size_; }
    void call(const probe::SharedWork& work) const override { all_.hand_out(work); }

    void agree(const std::exception_ptr& mine) const override {
      all_.failures_[to_size(member_)] = mine;
      all_.meeting_.arrive_and_wait();
      std::exception_ptr first;
      for (const auto& failure : all_.failures_)
        if (!first) first = failure;
      all_.meeting_.arrive_and_wait();
      if (first) std::rethrow_exception(first);
    }

    void share(std::span<float> numbers, std::span<const Index> ends) const override {
      share_parts(numbers, ends, all_.floats_);
    }
    void share(std::span<double> numbers, std::span<const Index> ends) const override {
      share_parts(numbers, ends, all_.doubles_);
    }

    void send(Index to, std::span<const float> numbers) const override {
      const std::lock_guard lock(all_.mutex_);
      all_.mail_[{member_, to}].emplace_back(numbers.begin(), numbers.end());
      all_.news_.notify_all();
    }

    void receive(Index from, std::span<float> numbers) const override {
      std::unique_lock lock(all_.mutex_);
      auto& mail = all_.mail_[{from, member_}];
      all_.news_.wait(lock, [&] { return !mail.empty(); });
      ASSERT_EQ(mail.front().size(), numbers.size());
      std::copy(mail.front().begin(), mail.front().end(), numbers.begin());
      mail.pop_front();
    }

   private:
    template <class Number>
    void share_parts(std::span<Number> numbers, std::span<const Index> ends, std::vector<Number>& shared) const {
      all_.meeting_.arrive_and_wait();
      if (member_ == 0) shared.resize(numbers.size());
      all_.meeting_.arrive_and_wait();
      const Index begin = member_ == 0 ? 0 : ends[to_size(member_ - 1)];
      std::copy(numbers.begin() + begin, numbers.begin() + ends[to_size(member_)], shared.begin() + begin);
      all_.meeting_.arrive_and_wait();
      std::copy(shared.begin(), shared.end(), numbers.begin());
    }

    ThreadTeams& all_;
    Index member_;
  };

  struct Dismissal {
    ThreadTeams& all;
    ~Dismissal() { all.hand_out(std::nullopt); }
  };

  void hand_out(const std::optional<probe::SharedWork>& work) {
    const std::lock_guard lock(mutex_);
    for (Index member = 1; member < size_; ++member) calls_[member].push_back(work);
    news_.notify_all();
  }

  void follow(Index member, const std::function<void(const probe::SharedWork&, const probe::Team&)>& take_part) {
    for (;;) {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [&] { return !calls_[member].empty(); });
      const auto work = calls_[member].front();
      calls_[member].pop_front();
      lock.unlock();
      if (!work) return;
      const Member team(*this, member);
      try {
        team.agree(nullptr);
        take_part(*work, team);
      } catch (const std::exception&) {  // the leader has it, too
      }
    }
  }

  const Index size_;
  std::barrier<> meeting_;
  std::vector<std::exception_ptr> failures_;
  std::vector<float> floats_;    ///< being shared
  std::vector<double> doubles_;  ///< likewise
  std::mutex mutex_;
  std::condition_variable news_;
  std::map<std::pair<Index, Index>, std::deque<std::vector<float>>> mail_;  ///< from, to
  std::map<Index, std::deque<std::optional<probe::SharedWork>>> calls_;
};

}  // namespace neurank::test
