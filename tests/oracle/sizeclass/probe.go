// What every request of 1 to 70000 bytes really gets
// (bytes without pointers, seen through the capacity that append returns), as runs of equal answers.
package main

import (
	"fmt"
	"runtime"
)

var sink []byte

func main() {
	fmt.Printf("# sizeclass/probe.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Println("# columns: first request, last request, bytes really reserved (noscan)")
	lo, cur := 1, -1
	for n := 1; n <= 70000; n++ {
		sink = append([]byte(nil), make([]byte, n)...)
		if c := cap(sink); c != cur {
			if cur >= 0 {
				fmt.Printf("%d\t%d\t%d\n", lo, n-1, cur)
			}
			lo, cur = n, c
		}
	}
	fmt.Printf("%d\t%d\t%d\n", lo, 70000, cur)
}
