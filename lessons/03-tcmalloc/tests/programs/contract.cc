// What C and POSIX promise of malloc and its kin. `common`: what every C library does; `ours`: where they differ.
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace {

bool fine = true;

void check(bool holds, const char* what) {
    if (!holds) std::printf("not so: %s\n", what);
    fine &= holds;
}

// Calls it with errno 0, and wants null and this errno.
template <typename Call>
void refused(int reason, const char* what, Call call) {
    errno = 0;
    void* object = call();
    check(!object && errno == reason, what);
}

bool at_multiple(void* object, std::size_t align) {
    return object && reinterpret_cast<std::uintptr_t>(object) % align == 0;
}

// The system refuses to take the memory of a locked page. `free` is not to tell of that (POSIX.1-2024, `free`; glibc since 2.33).
// After 2 GiB some memory goes back to the system.
void errno_is_kept() {
    std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), size = 2 << 20;
    int changed = 0, locked = 0;
    for (int n = 0; n < 2500; n++) {
        char* object = static_cast<char*>(std::malloc(size));
        char* middle = object + size / 2;
        locked += mlock(middle - reinterpret_cast<std::uintptr_t>(middle) % page, page) == 0;
        errno = 77;
        std::free(object);
        changed += errno != 77;
    }
    check(locked == 2500, "a page can be locked");
    check(changed == 0, "free keeps errno");
}

void common() {
    volatile std::size_t huge = SIZE_MAX - 10, half = SIZE_MAX / 2 + 1, most = PTRDIFF_MAX;
    void *one = std::malloc(0), *two = std::malloc(0);
    check(one && two && one != two, "malloc(0) is an object, and no other");
    check(malloc_usable_size(nullptr) == 0, "null has no bytes");
    std::free(one), std::free(two), std::free(nullptr);
    refused(ENOMEM, "malloc of nearly everything", [&] { return std::malloc(huge); });
    refused(ENOMEM, "malloc of half of everything", [&] { return std::malloc(half); });
    refused(ENOMEM, "malloc of PTRDIFF_MAX", [&] { return std::malloc(most); });
    refused(ENOMEM, "calloc that overflows to 0", [&] { return std::calloc(half, 2); });
    refused(ENOMEM, "calloc that overflows", [&] { return std::calloc(huge, 3); });
    refused(ENOMEM, "calloc of too much", [&] { return std::calloc(half / 4, 2); });
    void* none = std::calloc(0, 8);
    check(none, "calloc of nothing is an object");
    std::free(none);

    char* text = static_cast<char*>(std::malloc(100));
    std::strcpy(text, "kept");
    refused(ENOMEM, "realloc to nearly everything", [&] { return std::realloc(text, huge); });
    refused(ENOMEM, "reallocarray that overflows", [&] { return reallocarray(text, half, 2); });
    check(std::strcmp(text, "kept") == 0, "a realloc that fails keeps the object");
    text = static_cast<char*>(reallocarray(text, 1000, 1000));
    check(std::strcmp(text, "kept") == 0 && malloc_usable_size(text) >= 1000000, "reallocarray grows");
    text = static_cast<char*>(std::realloc(text, 5));
    check(std::strcmp(text, "kept") == 0, "realloc shrinks");
    check(!std::realloc(text, 0), "realloc to 0 frees");
    void* made = std::realloc(nullptr, 10);
    check(made, "realloc of null is malloc");
    std::free(made);

    void* kept = &fine;
    for (std::size_t align : {std::size_t{0}, std::size_t{1}, std::size_t{4}, std::size_t{24}, std::size_t{100}}) {
        errno = 0;
        check(posix_memalign(&kept, align, 10) == EINVAL && kept == &fine && errno == 0, "posix_memalign refuses");
    }
    check(posix_memalign(&kept, 64, huge) == ENOMEM && kept == &fine, "posix_memalign of nearly everything");
    refused(ENOMEM, "aligned_alloc of nearly everything", [&] { return aligned_alloc(64, huge); });
    for (std::size_t align = 8; align <= std::size_t{1} << 24; align *= 2) {
        for (std::size_t size : {std::size_t{0}, std::size_t{1}, align, 3 * align + 1}) {
            check(posix_memalign(&kept, align, size) == 0 && at_multiple(kept, align), "posix_memalign aligns");
            std::free(kept);
            kept = memalign(align, size);
            check(at_multiple(kept, align) && malloc_usable_size(kept) >= size, "memalign aligns");
            std::free(kept);
        }
    }
    std::size_t page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void *some = valloc(10), *whole = pvalloc(page + 1);
    check(at_multiple(some, page) && at_multiple(whole, page), "valloc and pvalloc begin at a page");
    check(malloc_usable_size(whole) >= 2 * page, "pvalloc has whole pages");
    std::free(some), std::free(whole);
    refused(ENOMEM, "pvalloc that overflows", [&] { return pvalloc(huge); });
    errno_is_kept();
}

void ours() {
    void* object = std::malloc(100);
    check(malloc_usable_size(object) == 112, "100 bytes are in the class of 112");
    check(std::realloc(object, 112) == object, "realloc within the class stays");
    check(std::realloc(object, 56) == object, "realloc to half stays");
    object = std::realloc(object, 113);
    check(malloc_usable_size(object) == 144, "realloc leaves a quarter of room: 140 bytes");
    std::free(object);
    refused(EINVAL, "aligned_alloc at 24", [] { return aligned_alloc(24, 48); });
    refused(EINVAL, "aligned_alloc at 0", [] { return aligned_alloc(0, 48); });
    refused(EINVAL, "memalign at 100", [] { return memalign(100, 10); });
}

}  // namespace

int main(int, char** arguments) {
    std::strcmp(arguments[1], "ours") == 0 ? ours() : common();
    std::puts(fine ? "ok" : "wrong");
    return fine ? 0 : 1;
}
