// What runs at a thread's end: destructors of thread-locals and of keys, which allocate and free. Some run after the allocator was
// told that the thread ends.
#include <pthread.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kKeys = 40, kThreads = 200;  // so many keys need a table of their own, which the C library allocates

std::atomic<long> ended{0};
std::vector<pthread_key_t> keys;

// Frees its object, and in the first rounds leaves another one for the next round.
void end_of_key(void* object) {
    int round = *static_cast<int*>(object);
    std::free(object);
    std::free(std::malloc(100000));
    ended++;
    if (round < 3) {
        int* next = static_cast<int*>(std::malloc(sizeof(int)));
        *next = round + 1;
        pthread_setspecific(keys[static_cast<std::size_t>(ended) % keys.size()], next);
    }
}

struct Local {
    std::unique_ptr<std::string> text = std::make_unique<std::string>(1000, 'x');
    ~Local() {
        text = std::make_unique<std::string>(5000, 'y');
        ended += static_cast<long>(text->size());
    }
};

thread_local Local local;

void work() {
    if (local.text->size() != 1000) std::abort();
    for (pthread_key_t key : keys) {
        int* round = static_cast<int*>(std::malloc(sizeof(int)));
        *round = 3;
        pthread_setspecific(key, round);
    }
}

}  // namespace

int main() {
    for (int n = 0; n < kKeys; n++) {
        pthread_key_t key;
        if (pthread_key_create(&key, end_of_key) != 0) return 1;
        keys.push_back(key);
    }
    for (int n = 0; n < kThreads; n++) std::thread(work).join();
    long wanted = kThreads * (kKeys + 5000L);
    std::printf("%ld\n", ended.load());
    // With a second round: how many keys' ends there are depends on their order, that they end does not.
    std::thread([] {
        int* round = static_cast<int*>(std::malloc(sizeof(int)));
        *round = 0;
        pthread_setspecific(keys[0], round);
    }).join();
    std::puts(ended.load() > wanted ? "ok" : "wrong");
}
