// What slices did in every Go since 1.13: plain enough to compile with each of them.
package main

import (
	"fmt"
	"runtime"
)

func main() {
	fmt.Printf("# slices/versions.go %s\n", runtime.Version())
	headerCopiedArrayCopied()
	twoAppends()
	boundsOfMake()
	boundsOfSlices()
}

func headerCopiedArrayCopied() {
	fmt.Println("== a header is copied, an array is copied by value")
	a := [3]int{1, 2, 3}
	b := a
	b[0] = 9
	s := a[:]
	t := s
	t[0] = 7
	t = append(t, 4)
	t[1] = 8
	fmt.Println(a, b, s, t, len(s), len(t))
}

func twoAppends() {
	fmt.Println("== two appends to one slice, with room and without")
	for _, room := range []int{4, 3} {
		s := make([]int, 3, room)
		x := append(s, 1)
		y := append(s, 2)
		fmt.Println(x[3], y[3], &x[0] == &y[0])
	}
}

func boundsOfMake() {
	fmt.Println("== make")
	for _, b := range [][2]int{{-1, 0}, {5, 3}, {1 << 62, 1 << 62}, {0, 1 << 62}} {
		try(func() { _ = make([]int, b[0], b[1]) })
	}
}

func boundsOfSlices() {
	fmt.Println("== bounds, len 3 cap 5")
	s, four, six := make([]int, 3, 5), 4, 6
	try(func() { _ = s[four] })
	try(func() { _ = s[:six] })
	try(func() { _ = s[four:2] })
	try(func() { _ = s[1:2:six] })
	try(func() { fmt.Println(len(s[:5]), cap(s[1:2:3])) })
}

func try(body func()) {
	defer func() { fmt.Println(recover()) }()
	body()
}
