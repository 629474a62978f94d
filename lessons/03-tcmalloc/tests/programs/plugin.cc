// A library that is loaded and unloaded: it allocates when it comes, has thread-locals, and frees when it goes.
#include <cstdlib>
#include <string>
#include <vector>

namespace {

std::vector<std::string> table = std::vector<std::string>(100, std::string(100, 'p'));
thread_local long calls[8] = {};
thread_local std::string said = std::string(200, 's');

}  // namespace

extern "C" long plugin() {
    calls[3]++;
    said += 'x';
    return calls[3] + static_cast<long>(said.size() + table[99].size());
}

// What it allocates its user frees, perhaps when it has long gone.
extern "C" void* plugin_object() {
    return std::calloc(25, 10);
}
