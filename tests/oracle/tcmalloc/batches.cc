// How many objects a thread's list gets from the central list at once: a fresh thread for each class asks and asks, and after each time
// that its cache grew, the growth is what was fetched.
#include <pthread.h>

#include <algorithm>

#include "gperftools.h"

namespace {

// What the thread that is watched writes down: it must not allocate for itself.
constexpr std::size_t kFetches = 40;
std::size_t fetches[kFetches], count;
void* objects[1 << 16];

// Allocates until the list has asked so many times, or for 16 MiB: the batch is reached by then.
void watch(std::size_t size) {
    const char* cached = "tcmalloc.current_total_thread_cache_bytes";
    std::size_t allocated = 0;
    for (count = 0; count < kFetches && allocated * size < 16 << 20; allocated++) {
        std::size_t before = property(cached);
        objects[allocated] = tc_malloc(size);
        std::size_t after = property(cached);
        // One object is handed out; without a fetch the list is one shorter.
        if (after + size != before) fetches[count++] = (after + size - before) / size;
    }
    while (allocated > 0) tc_free(objects[--allocated]);
}

// The numbers, and of equal ones in a row how many: 1 2 3 4x5.
void print_in_runs() {
    for (std::size_t at = 0, end = 0; at < count; at = end) {
        while (end < count && fetches[end] == fetches[at]) end++;
        std::printf(at ? " %zu" : "%zu", fetches[at]);
        // Whether the last number comes still more often was not asked.
        if (end - at > 1) end == count ? std::printf(" ...") : std::printf("x%zu", end - at);
    }
    std::printf("\n");
}

void* thread(void* size) {
    watch(*static_cast<std::size_t*>(size));
    return nullptr;
}

}  // namespace

int main() {
    // Nothing here allocates: whatever else takes objects of a class shortens a fetch from its first span.
    static char buffer[4096];
    std::setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    head("batches.cc", "bytes of the class, most that was fetched at once, each fetch in order");
    for (std::size_t size = 1; size <= kMaxSmall; size++) {
        size = tc_nallocx(size, 0);
        pthread_t watched;
        if (pthread_create(&watched, nullptr, thread, &size) != 0 || pthread_join(watched, nullptr) != 0) return 1;
        std::printf("%zu\t%zu\t", size, *std::max_element(fetches, fetches + count));
        print_in_runs();
    }
}
