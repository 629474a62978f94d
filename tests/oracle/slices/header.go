// A slice header in numbers: sizes and offsets, and headers built by hand.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"unsafe"
)

// ANCHOR: header
// header has the fields of the runtime's own `slice` type (runtime/slice.go).
type header struct {
	array unsafe.Pointer
	len   int
	cap   int
}

// ANCHOR_END: header

// triple has a size that is no power of two.
type triple struct{ a, b, c int64 }

func main() {
	fmt.Printf("# slices/header.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Println("== sizes")
	fmt.Println("slice of byte", unsafe.Sizeof([]byte{}), "of int", unsafe.Sizeof([]int{}), "of [3]int64", unsafe.Sizeof([]triple{}))
	fmt.Println("align", unsafe.Alignof([]int{}), "string", unsafe.Sizeof(""), "array [4]int64", unsafe.Sizeof([4]int64{}))
	fmt.Println("== fields")
	var h header
	fmt.Println("array", unsafe.Offsetof(h.array), "len", unsafe.Offsetof(h.len), "cap", unsafe.Offsetof(h.cap))
	t := reflect.TypeFor[reflect.SliceHeader]()
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println("reflect.SliceHeader", f.Name, f.Type, f.Offset, f.Type.Size())
	}
	fmt.Println("== a header read")
	readHeader()
	fmt.Println("== a header built by hand")
	builtByHand()
	fmt.Println("== unsafe.Slice")
	unsafeSlice()
	fmt.Println("== zero-size elements")
	zeroSize()
}

func readHeader() {
	array := [5]int64{10, 20, 30, 40, 50}
	s := array[1:3]
	h := *(*header)(unsafe.Pointer(&s))
	fmt.Println("bytes from the array's start", uintptr(h.array)-uintptr(unsafe.Pointer(&array)), "len", h.len, "cap", h.cap)
	empty := array[5:]
	h = *(*header)(unsafe.Pointer(&empty))
	// An empty slice must not point past its array, into whatever lies behind: the compiler leaves the pointer where it was.
	fmt.Println("array[5:]", uintptr(h.array)-uintptr(unsafe.Pointer(&array)), "len", h.len, "cap", h.cap)
	var none []int64
	h = *(*header)(unsafe.Pointer(&none))
	fmt.Println("nil", h.array, h.len, h.cap)
}

// ANCHOR: by_hand
func builtByHand() {
	array := [4]int{7, 8, 9, 10}
	h := header{unsafe.Pointer(&array), 2, 4}
	s := *(*[]int)(unsafe.Pointer(&h))
	s[0] = 70
	s = append(s, 90)
	fmt.Println("array", array, "s", s, len(s), cap(s))
}

// ANCHOR_END: by_hand

// ANCHOR: unsafe_slice
func unsafeSlice() {
	array := [4]int{7, 8, 9, 10}
	s := unsafe.Slice(&array[1], 2)
	s[0] = 80
	fmt.Println("array", array, "s", s, len(s), cap(s))
	fmt.Println("points at array[1]:", unsafe.SliceData(s) == &array[1])
	fmt.Println("unsafe.Slice(nil, 0) == nil:", unsafe.Slice((*int)(nil), 0) == nil)
}

// ANCHOR_END: unsafe_slice

func zeroSize() {
	s := make([]struct{}, 1<<40)
	fmt.Println("len", len(s), "cap", cap(s), "element", unsafe.Sizeof(s[0]))
	s = append(s, struct{}{})
	fmt.Println("len", len(s), "cap", cap(s))
}
