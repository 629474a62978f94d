// What capacity append chooses: `go run append.go seq|grid|lencap|local` prints one table.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"unsafe"
)

var (
	oldCaps = []int{0, 1, 2, 3, 4, 5, 7, 8, 13, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 257, 300, 511, 512, 513,
		848, 1000, 1023, 1024, 1025, 1280, 2000, 4096, 5000, 10000, 65536, 100000}
	adds = []int{1, 2, 3, 5, 8, 17, 64, 100, 256, 1000, 4096, 70000}

	// len < cap: does the rule look at the length or at the capacity?
	partCaps = []int{200, 300, 600, 1000, 1024, 1500, 2000, 4000}
	partLens = []int{0, 100, 255, 256, 1000, 1023, 1024, 2000}
)

// sink keeps a slice's address, so that the slice escapes to the heap.
var sink any

var columns = map[string]string{
	"seq":    "then every new capacity in order (escaping slice, appended one element at a time from nil)",
	"grid":   "old cap (=old len), needed len, resulting cap",
	"lencap": "old len, old cap, needed len, resulting cap",
	"local":  "then every capacity seen (non-escaping slice in a noinline function)",
}

func main() {
	mode := os.Args[1]
	fmt.Printf("# append/append.go %s %s %s/%s\n", mode, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Printf("# columns: %s, kind(noscan|ptr), elem size, %s\n", mode, columns[mode])
	switch mode {
	case "seq":
		everySize(seq[[1]byte], seq[[2]byte], seq[[4]byte], seq[[8]byte], seq[[12]byte], seq[[16]byte], seq[[24]byte],
			seq[[32]byte], seq[[40]byte], seq[[64]byte], seq[[100]byte], seq[[1]*byte], seq[[2]*byte], seq[[3]*byte],
			seq[[4]*byte], seq[[5]*byte], seq[[8]*byte], seq[[13]*byte])
	case "grid":
		everySize(grid[[1]byte], grid[[2]byte], grid[[4]byte], grid[[8]byte], grid[[12]byte], grid[[16]byte], grid[[24]byte],
			grid[[32]byte], grid[[40]byte], grid[[64]byte], grid[[100]byte], grid[[1]*byte], grid[[2]*byte], grid[[3]*byte],
			grid[[4]*byte], grid[[5]*byte], grid[[8]*byte], grid[[13]*byte])
	case "lencap":
		for _, oldCap := range partCaps {
			for _, oldLen := range partLens {
				if oldLen <= oldCap {
					lencap[[1]byte](oldLen, oldCap)
					lencap[[8]byte](oldLen, oldCap)
					lencap[[24]byte](oldLen, oldCap)
					lencap[[1]*byte](oldLen, oldCap)
				}
			}
		}
	case "local":
		everySize(local[[1]byte], local[[2]byte], local[[4]byte], local[[8]byte], local[[12]byte], local[[16]byte], local[[24]byte],
			local[[32]byte], local[[40]byte], local[[64]byte], local[[100]byte], local[[1]*byte], local[[2]*byte], local[[3]*byte],
			local[[4]*byte], local[[5]*byte], local[[8]*byte], local[[13]*byte])
	}
}

func everySize(tables ...func()) {
	for _, table := range tables {
		table()
	}
}

// row prints one line; the element's type is either bytes (noscan) or pointers to bytes (ptr).
func row[T any](mode string, numbers ...int) {
	var zero T
	kind := "noscan"
	if strings.Contains(fmt.Sprintf("%T", zero), "*") {
		kind = "ptr"
	}
	fmt.Print(mode, "\t", kind, "\t", unsafe.Sizeof(zero))
	for _, n := range numbers {
		fmt.Print("\t", n)
	}
	fmt.Println()
}

// ANCHOR: seq
// seq appends one element at a time to nil, up to a capacity of a million.
func seq[T any]() {
	var s []T
	var zero T
	sink = &s
	caps := []int{}
	for old := 0; old < 1_000_000; {
		s = append(s, zero)
		if cap(s) != old {
			old = cap(s)
			caps = append(caps, old)
		}
	}
	row[T]("seq", caps...)
}

// ANCHOR_END: seq

// grid appends several elements at once to a full slice.
func grid[T any]() {
	var s []T
	sink = &s
	for _, oldCap := range oldCaps {
		for _, add := range adds {
			s = make([]T, oldCap)
			s = append(s, make([]T, add)...)
			row[T]("grid", oldCap, oldCap+add, cap(s))
		}
	}
}

// lencap appends just too much to a slice that is not full.
func lencap[T any](oldLen, oldCap int) {
	s := make([]T, oldLen, oldCap)
	sink = &s
	extra := make([]T, oldCap+1-oldLen)
	s = append(s, extra...)
	row[T]("lencap", oldLen, oldCap, oldCap+1, cap(s))
}

// ANCHOR: local
// local is seq for a slice that never escapes: since Go 1.25 its first array may lie on the stack.
func local[T any]() { row[T]("local", localCaps[T](3000)...) }

//go:noinline
func localCaps[T any](n int) (caps []int) {
	var s []T
	var zero T
	old := -1
	for range n {
		s = append(s, zero)
		if c := cap(s); c != old {
			caps = append(caps, c)
			old = c
		}
	}
	return caps
}

// ANCHOR_END: local
