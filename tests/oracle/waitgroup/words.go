// The words of a WaitGroup step by step, and what 64-bit atomics do on amd64 and on 386: a section for each GOARCH.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

func main() {
	if len(os.Args) > 1 {
		here()
		return
	}
	fmt.Printf("# waitgroup/words.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, arch := range []string{"amd64", "386"} {
		fmt.Println("==", arch)
		cmd := exec.Command("go", "run", "waitgroup/words.go", "here")
		cmd.Env = append(os.Environ(), "GOARCH="+arch)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			panic(err)
		}
	}
}

func here() {
	steps()
	adds()
	unaligned()
	rules()
}

// steps prints waiters, counter and semaphore: the order in which a little-endian machine has them.
func steps() {
	var wg sync.WaitGroup
	words := func() [3]uint32 {
		state := atomic.LoadUint64((*uint64)(unsafe.Pointer(&wg)))
		return [3]uint32{uint32(state), uint32(state >> 32), (*(*[3]uint32)(unsafe.Pointer(&wg)))[2]}
	}
	fmt.Println("new:", words())
	wg.Add(1)
	fmt.Println("Add(1):", words())
	var ended sync.WaitGroup
	for range 2 {
		ended.Go(wg.Wait)
	}
	for words()[0] != 2 {
		runtime.Gosched()
	}
	fmt.Println("two wait:", words())
	wg.Done()
	ended.Wait()
	fmt.Println("Done, and both have returned:", words())
}

// adds lets two goroutines add to both halves of a word at once.
func adds() {
	var word atomic.Uint64
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for range 200_000 {
				word.Add(1<<32 | 1)
			}
		})
	}
	both.Wait()
	fmt.Println("two goroutines, 200000 atomic adds of 1<<32|1 each:", word.Load()>>32, uint32(word.Load()))
}

// unaligned adds to a word at 4 modulo 8.
func unaligned() {
	defer func() { fmt.Println("an atomic add at an address that is 4 mod 8:", recover()) }()
	words := new([4]uint32)
	at := unsafe.Pointer(&words[1])
	if uintptr(at)%8 == 0 {
		at = unsafe.Pointer(&words[2])
	}
	atomic.AddUint64((*uint64)(at), 1)
}

// rules are the sizes that the rules of the notes do not give.
func rules() {
	var a struct {
		x byte
		y [3]uint32
	}
	var b struct {
		x byte
		y string
	}
	var c struct {
		x byte
		y uint64
	}
	var d struct {
		x uint64
		y struct{}
	}
	fmt.Println("struct{byte; [3]uint32}: align", unsafe.Alignof(a), "offset", unsafe.Offsetof(a.y), "size", unsafe.Sizeof(a))
	fmt.Println("struct{byte; string}: align", unsafe.Alignof(b), "offset", unsafe.Offsetof(b.y), "size", unsafe.Sizeof(b))
	fmt.Println("struct{byte; uint64}: align", unsafe.Alignof(c), "offset", unsafe.Offsetof(c.y), "size", unsafe.Sizeof(c))
	fmt.Println("struct{uint64; struct{}}: align", unsafe.Alignof(d), "offset", unsafe.Offsetof(d.y), "size", unsafe.Sizeof(d))
}
