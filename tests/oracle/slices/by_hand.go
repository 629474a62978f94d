// The header that the notes build by hand. It must not compile: a pointer is no uintptr.
package main

import (
	"fmt"
	"unsafe"
)

func main() {
	length := 3
	// ANCHOR: by_hand
	var ptr unsafe.Pointer
	var s1 = struct {
		addr uintptr
		len  int
		cap  int
	}{ptr, length, length}
	s := *(*[]byte)(unsafe.Pointer(&s1))
	// ANCHOR_END: by_hand
	fmt.Println(len(s))
}
