// A random life: malloc, calloc, realloc, aligned_alloc and free, and what should be in each object kept beside it.
#include <malloc.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

namespace {

struct Object {
    unsigned char* start = nullptr;
    std::size_t size = 0;
    unsigned char mark = 0;

    bool kept() const {
        for (std::size_t at = 0; at < size; at++) {
            if (start[at] != mark) return false;
        }
        return true;
    }
};

// Sizes of all magnitudes up to 2 MiB, small ones more often.
std::size_t size(std::mt19937& random) {
    return random() % (std::size_t{2} << (random() % 8 < 7 ? random() % 12 : random() % 21));
}

long life(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<Object> objects(500);
    long wrong = 0;
    for (int step = 0; step < 40000; step++) {
        Object& object = objects[random() % objects.size()];
        wrong += !object.kept();
        std::size_t wanted = size(random);
        switch (random() % 4) {
        case 0: {
            std::size_t kept = wanted < object.size ? wanted : object.size;
            if (wanted == 0) wanted = kept = 1, object.size = 0;
            auto* moved = static_cast<unsigned char*>(std::realloc(object.start, wanted));
            for (std::size_t at = 0; at < kept && at < object.size; at++) wrong += moved[at] != object.mark;
            object.start = moved;
            break;
        }
        case 1:
            std::free(object.start);
            object.start = static_cast<unsigned char*>(std::calloc(wanted, 1));
            for (std::size_t at = 0; at < wanted; at++) wrong += object.start[at] != 0;
            break;
        case 2: {
            std::size_t align = std::size_t{1} << random() % 15;
            std::free(object.start);
            object.start = static_cast<unsigned char*>(aligned_alloc(align, wanted));
            wrong += reinterpret_cast<std::uintptr_t>(object.start) % align != 0;
            break;
        }
        default:
            std::free(object.start);
            object.start = static_cast<unsigned char*>(std::malloc(wanted));
        }
        wrong += malloc_usable_size(object.start) < wanted;
        object.size = wanted;
        object.mark = static_cast<unsigned char>(random());
        std::memset(object.start, object.mark, wanted);
    }
    for (Object& object : objects) {
        wrong += !object.kept();
        std::free(object.start);
    }
    return wrong;
}

}  // namespace

int main() {
    long wrong[3] = {};
    std::vector<std::thread> threads;
    for (unsigned n = 0; n < 3; n++) threads.emplace_back([&wrong, n] { wrong[n] = life(n); });
    for (std::thread& thread : threads) thread.join();
    std::printf("%ld wrong\n%s\n", wrong[0] + wrong[1] + wrong[2], wrong[0] + wrong[1] + wrong[2] ? "wrong" : "ok");
}
