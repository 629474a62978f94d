// Threads that end while others still free what they allocated: no object may end with its thread.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

namespace {

constexpr int kThreads = 8, kRounds = 60, kObjects = 2000;

struct Object {
    unsigned char* start;
    std::size_t size;
    unsigned char mark;
};

std::mutex lock;
std::vector<Object> shared;

std::size_t size_of(unsigned n) {
    return n % 97 == 0 ? 300000 + n : 1 + n * 7919u % 3000;
}

// Puts its own objects where all can take them, and frees as many of others'.
unsigned long work(unsigned number) {
    unsigned long wrong = 0;
    std::vector<Object> mine;
    for (unsigned n = 0; n < kObjects; n++) {
        Object made{nullptr, size_of(n + number), static_cast<unsigned char>(n + number)};
        made.start = static_cast<unsigned char*>(std::malloc(made.size));
        std::memset(made.start, made.mark, made.size);
        mine.push_back(made);
    }
    std::vector<Object> others;
    {
        std::lock_guard<std::mutex> held(lock);
        others.swap(shared);
        shared.swap(mine);
    }
    for (const Object& object : others) {
        for (std::size_t at = 0; at < object.size; at += 61) wrong += object.start[at] != object.mark;
        std::free(object.start);
    }
    return wrong;
}

}  // namespace

int main() {
    unsigned long wrong = 0;
    for (int round = 0; round < kRounds; round++) {
        std::array<unsigned long, kThreads> found{};
        std::vector<std::thread> threads;
        for (unsigned n = 0; n < kThreads; n++) {
            threads.emplace_back([&found, n, round] { found[n] = work(n + static_cast<unsigned>(round) * kThreads); });
        }
        for (std::thread& thread : threads) thread.join();
        for (unsigned long count : found) wrong += count;
    }
    // What the last thread left is freed by nobody's owner.
    for (const Object& object : shared) std::free(object.start);
    std::printf("%d threads, %lu wrong bytes\n%s\n", kThreads * kRounds, wrong, wrong ? "wrong" : "ok");
}
