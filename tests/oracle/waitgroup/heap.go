// Where a struct of three uint32 lies, the type that sync.WaitGroup was up to Go 1.17: on the heap beside other small values, and on
// the stack. Columns: Go, GOARCH, what, and how many addresses were 0 and 4 modulo 8.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"unsafe"
)

func main() {
	if len(os.Args) > 1 {
		runtime.GOMAXPROCS(1) // a P has its own block for tiny values
		heap("alone", 0)
		heap("each behind a uint32", 1)
		heap("each behind two uint32", 2)
		stack()
		return
	}
	fmt.Printf("# waitgroup/heap.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, arch := range []string{"amd64", "386"} {
		cmd := exec.Command("go", "run", "waitgroup/heap.go", "here")
		cmd.Env = append(os.Environ(), "GOARCH="+arch)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			panic(err)
		}
	}
}

type words struct{ state1 [3]uint32 }

func row(what string, mod8 [2]int) {
	fmt.Printf("%s\t%s\t%s\t%d\t%d\n", strings.TrimPrefix(runtime.Version(), "go"), runtime.GOARCH, what, mod8[0], mod8[1])
}

func at(p unsafe.Pointer) uintptr { return uintptr(p) % 8 / 4 }

var (
	keep  []*words
	small []*uint32
	bytes []*byte
)

// fill fills the block of 16 bytes for tiny values, so that what follows begins a new one.
func fill() {
	for {
		b := new(byte)
		bytes = append(bytes, b)
		if uintptr(unsafe.Pointer(b))%16 == 15 {
			return
		}
	}
}

func heap(what string, before int) {
	var mod8 [2]int
	fill()
	for i := 0; i < 3000; i++ {
		for j := 0; j < before; j++ {
			small = append(small, new(uint32))
		}
		w := new(words)
		keep = append(keep, w)
		mod8[at(unsafe.Pointer(w))]++
	}
	row("3000 on the heap, "+what, mod8)
}

// stack looks at a local variable of one function, whose callers have frames of several sizes.
func stack() {
	var mod8 [2]int
	for depth := 0; depth < 4; depth++ {
		mod8[caller(depth)]++
	}
	row("a local of a function that was called from 4 depths", mod8)
}

//go:noinline
func caller(depth int) uintptr {
	if depth > 0 {
		return caller(depth - 1)
	}
	return local()
}

//go:noinline
func local() uintptr {
	var w words
	w.state1[last(&w)] = 1
	return at(unsafe.Pointer(&w))
}

//go:noinline
func last(w *words) int { return len(w.state1) - 1 }
