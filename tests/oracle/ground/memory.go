// What a Go program's VSZ and RSS count, and whether it uses the heap of the C library: a section for each. Linux only.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
)

const mib = 1 << 20

func main() {
	fmt.Printf("# ground/memory.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	debug.SetGCPercent(-1) // nothing else moves the numbers
	section("hello", hello)
	section("reserve, touch, release", reserveTouchRelease)
	section("the C library's heap", theHeapOfC)
}

func section(label string, body func()) {
	fmt.Println("==", label)
	body()
}

func hello() {
	vsz, rss := usage()
	fmt.Printf("VSZ %.1f GiB\n", float64(vsz)/(1024*mib))
	fmt.Println("RSS is below 16 MiB:", rss < 16*mib)
}

// ANCHOR: pages
func reserveTouchRelease() {
	vsz, rss := usage()
	show := func(what string) {
		v, r := usage()
		fmt.Printf("%-9s VSZ %+.0f MiB, RSS %+.0f MiB\n", what, (float64(v)-float64(vsz))/mib, (float64(r)-float64(rss))/mib)
	}
	pages, err := syscall.Mmap(-1, 0, 64*mib, syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	must(err)
	show("reserved")
	must(syscall.Mprotect(pages, syscall.PROT_READ|syscall.PROT_WRITE))
	for at := 0; at < 16*mib; at += os.Getpagesize() {
		pages[at] = 1
	}
	show("touched")
	must(syscall.Madvise(pages, syscall.MADV_DONTNEED))
	show("released")
	fmt.Println("the first byte is", pages[0])
}

// ANCHOR_END: pages

var keep [][]byte

func theHeapOfC() {
	for range 40 {
		keep = append(keep, make([]byte, mib))
	}
	maps, err := os.ReadFile("/proc/self/maps")
	must(err)
	fmt.Println("40 MiB allocated; the system knows of a [heap]:", bytes.Contains(maps, []byte("[heap]")))
}

// usage reads VSZ and RSS, in bytes.
func usage() (vsz, rss int) {
	text, err := os.ReadFile("/proc/self/statm")
	must(err)
	_, err = fmt.Fscan(strings.NewReader(string(text)), &vsz, &rss)
	must(err)
	return vsz * os.Getpagesize(), rss * os.Getpagesize()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
