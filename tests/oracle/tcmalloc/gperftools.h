// What the library exports and these programs use, declared by hand: its headers are in a package that few have.
#pragma once
#include <cstddef>
#include <cstdio>

extern "C" {
const char* tc_version(int* major, int* minor, const char** patch);
void* tc_malloc(std::size_t size);
void tc_free(void* object);
std::size_t tc_malloc_size(void* object);
std::size_t tc_nallocx(std::size_t size, int flags);
int MallocExtension_GetNumericProperty(const char* name, std::size_t* value);
}

// A number that the library keeps of itself.
inline std::size_t property(const char* name) {
    std::size_t value = 0;
    if (!MallocExtension_GetNumericProperty(name, &value)) std::printf("no property %s\n", name);
    return value;
}

// A recording's first line.
inline void head(const char* program, const char* columns) {
    std::printf("# tcmalloc/%s %s linux/amd64\n# columns: %s\n", program, tc_version(nullptr, nullptr, nullptr), columns);
}

constexpr std::size_t kMaxSmall = 256 * 1024, kPage = 8192;
