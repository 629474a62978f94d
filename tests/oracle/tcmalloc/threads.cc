// What a thread keeps when it frees 20000 objects of 64 bytes, and what becomes of it when the thread ends.
#include <algorithm>
#include <thread>
#include <vector>

#include "gperftools.h"

namespace {

std::size_t kib(const char* name) {
    return (property(name) + 1023) / 1024;
}

void print(const char* when) {
    std::printf("%s\t%zu\t%zu\n", when, kib("tcmalloc.thread_cache_free_bytes"), kib("tcmalloc.transfer_cache_free_bytes"));
}

void life(std::vector<void*>& objects) {
    for (void*& object : objects) object = tc_malloc(64);
    std::size_t most = 0;
    for (void* object : objects) {
        tc_free(object);
        most = std::max(most, kib("tcmalloc.thread_cache_free_bytes"));
    }
    std::printf("the most there was\t%zu\n", most);
    print("all are freed");
}

}  // namespace

int main() {
    std::vector<void*> objects(20000);
    head("threads.cc", "when, KiB in the thread's cache, KiB in the transfer caches");
    std::thread(life, std::ref(objects)).join();
    print("the thread has ended");
}
