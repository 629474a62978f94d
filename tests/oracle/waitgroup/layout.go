// Where a WaitGroup lies and which of its words are its state, on amd64 and on 386. Columns: Go, GOARCH, what, and what was seen.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"unsafe"
)

func main() {
	if len(os.Args) > 1 {
		here()
		return
	}
	fmt.Printf("# waitgroup/layout.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, arch := range []string{"amd64", "386"} {
		cmd := exec.Command("go", "run", "waitgroup/layout.go", "here")
		cmd.Env = append(os.Environ(), "GOARCH="+arch)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			panic(err)
		}
	}
}

func row(what string, seen ...interface{}) {
	fmt.Printf("%s\t%s\t%s\t%s\n", strings.TrimPrefix(runtime.Version(), "go"), runtime.GOARCH, what, fmt.Sprint(seen...))
}

func here() {
	fields()
	inStructs()
	placement()
}

func fields() {
	t := reflect.TypeOf(sync.WaitGroup{})
	var all []string
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		all = append(all, fmt.Sprintf("%s %v @%d size %d", f.Name, f.Type, f.Offset, f.Type.Size()))
	}
	row("sync.WaitGroup", fmt.Sprintf("size=%d align=%d ", t.Size(), t.Align()), strings.Join(all, "; "))
}

func inStructs() {
	type a struct {
		x  uint32
		wg sync.WaitGroup
	}
	type b struct {
		x  uint8
		wg sync.WaitGroup
	}
	type c struct {
		x  uintptr
		wg sync.WaitGroup
	}
	for _, t := range []reflect.Type{reflect.TypeOf(a{}), reflect.TypeOf(b{}), reflect.TypeOf(c{})} {
		f, _ := t.FieldByName("wg")
		row(fmt.Sprintf("struct{%v; WaitGroup}", t.Field(0).Type), fmt.Sprintf("offset=%d size=%d align=%d", f.Offset, t.Size(), t.Align()))
	}
}

type after32 struct {
	x  uint32
	wg sync.WaitGroup
}
type after64 struct {
	x  uint64
	wg sync.WaitGroup
}

var (
	alone   sync.WaitGroup
	behind  after32
	inArray [4]sync.WaitGroup
	keep    []interface{}
)

func mod8(wg *sync.WaitGroup) uintptr { return uintptr(unsafe.Pointer(wg)) % 8 }

// words are the first three of a WaitGroup whose counter is 3.
func words(wg *sync.WaitGroup) string {
	wg.Add(3)
	defer wg.Add(-3)
	return fmt.Sprint(*(*[3]uint32)(unsafe.Pointer(wg)))
}

func placement() {
	at := func(what string, wg *sync.WaitGroup) { row(what, fmt.Sprintf("mod8=%d words=%s", mod8(wg), words(wg))) }
	at("a global", &alone)
	at("a global struct{uint32; WaitGroup}", &behind.wg)
	for i := range inArray {
		at(fmt.Sprintf("element %d of a global [4]WaitGroup", i), &inArray[i])
	}
	var counts [3][2]int
	for i := 0; i < 2000; i++ {
		a, b, c := new(sync.WaitGroup), new(after32), new(after64)
		keep = append(keep, a, b, c)
		for j, wg := range []*sync.WaitGroup{a, &b.wg, &c.wg} {
			counts[j][mod8(wg)/4]++
		}
	}
	for j, what := range []string{"WaitGroup", "struct{uint32;WaitGroup}", "struct{uint64;WaitGroup}"} {
		row("2000 on the heap: "+what, fmt.Sprintf("mod8=0: %d, mod8=4: %d", counts[j][0], counts[j][1]))
	}
}
