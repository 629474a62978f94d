// What slices do when they share an array: one section of output a function, headed `== LABEL`.
package main

import (
	"fmt"
	"runtime"
	"slices"
)

func main() {
	fmt.Printf("# slices/surprises.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	section("arrays are values", arraysAreValues)
	section("shared write", sharedWrite)
	section("append in place", appendInPlace)
	section("append past cap", appendPastCap)
	section("callee appends", calleeAppends)
	section("two appends share", twoAppendsShare)
	section("three-index", threeIndex)
	section("range copies the header", rangeCopiesTheHeader)
	section("nil and empty", nilAndEmpty)
	section("copy overlap", copyOverlap)
	section("append itself", appendItself)
	section("clear", clearZeroes)
	section("delete leaves", deleteLeaves)
	section("insert", insert)
	section("clip", clip)
	section("grow", grow)
	section("strings", stringsAndBytes)
}

func section(label string, body func()) {
	fmt.Println("==", label)
	body()
}

// show prints a slice and the two numbers of its header.
func show[T any](name string, s []T) {
	fmt.Printf("%s = %v len=%d cap=%d\n", name, s, len(s), cap(s))
}

// ANCHOR: arrays_are_values
func setFirstOfArray(a [3]int) { a[0] = 99 }
func setFirstOfSlice(s []int)  { s[0] = 99 }

func arraysAreValues() {
	array := [3]int{1, 2, 3}
	copied := array
	copied[1] = 20
	setFirstOfArray(array)
	fmt.Println("array", array, "copied", copied, "equal", array == copied)
	setFirstOfSlice(array[:])
	fmt.Println("after the slice", array)
}

// ANCHOR_END: arrays_are_values

func sharedWrite() {
	array := [5]int{0, 1, 2, 3, 4}
	a, b := array[0:3], array[2:5]
	a[2] = 99
	show("a", a)
	show("b", b)
	fmt.Println("array", array)
}

func appendInPlace() {
	all := []int{0, 1, 2, 3}
	head := all[:2]
	show("head", head)
	head = append(head, 99)
	show("head", head)
	show("all", all)
}

func appendPastCap() {
	a := []int{0, 1, 2, 3}
	b := append(a, 4)
	b[0] = 99
	show("a", a)
	show("b", b)
}

func add(s []int, v int) { s = append(s, v); s[0] = 99 }

func calleeAppends() {
	room := make([]int, 1, 2)
	add(room, 7)
	show("room", room)
	show("room[:2]", room[:2])
	full := make([]int, 1, 1)
	add(full, 7)
	show("full", full)
}

func twoAppendsShare() {
	a := make([]int, 2, 4)
	b := append(a, 1)
	c := append(a, 2)
	show("a", a)
	show("b", b)
	show("c", c)
}

func threeIndex() {
	all := []int{0, 1, 2, 3, 4}
	part := all[1:3:3]
	show("part", part)
	part = append(part, 99)
	show("part", part)
	show("all", all)
	show("all[1:3]", all[1:3])
}

func rangeCopiesTheHeader() {
	s := []int{1, 2, 3}
	seen := []int{}
	for _, v := range s {
		seen = append(seen, v)
		s = append(s, v*10) // the first append moves s away; range keeps the old array
		s[2] = 99
	}
	show("seen", seen)
	show("s", s)
	seen = seen[:0]
	room := append(make([]int, 0, 8), 1, 2, 3)
	for _, v := range room {
		seen = append(seen, v)
		room = append(room, v*10) // in place: range still sees three elements, but sees writes
		room[2] = 99
	}
	show("seen", seen)
	show("room", room)
}

func nilAndEmpty() {
	var none []int
	empty := []int{}
	fmt.Println("none == nil:", none == nil, "len", len(none), "cap", cap(none))
	fmt.Println("empty == nil:", empty == nil, "len", len(empty), "cap", cap(empty))
	fmt.Println("none[:0] == nil:", none[:0] == nil)
	fmt.Println("empty[:0] == nil:", empty[:0] == nil)
	fmt.Println("append(none, none...) == nil:", append(none, none...) == nil)
	fmt.Println("append(none, empty...) == nil:", append(none, empty...) == nil)
	show("append(none, 1)", append(none, 1))
	fmt.Println("copy(none, {1}):", copy(none, []int{1}))
	for range none {
		fmt.Println("never")
	}
}

func copyOverlap() {
	up := []int{0, 1, 2, 3, 4}
	fmt.Println("copied", copy(up[1:], up))
	show("up", up)
	down := []int{0, 1, 2, 3, 4}
	fmt.Println("copied", copy(down, down[1:]))
	show("down", down)
	short := make([]int, 2)
	fmt.Println("copied", copy(short, down))
	show("short", short)
}

// appendItself is Go's TestAppendOverlap: the source overlaps the place it is written to.
func appendItself() {
	x := []byte("1234")
	x = append(x[1:], x...)
	fmt.Println(string(x))
	roomy := append(make([]byte, 0, 16), "1234"...)
	y := append(roomy[1:], roomy...)
	fmt.Println(string(y), "over", string(roomy))
}

func clearZeroes() {
	s := []int{1, 2, 3, 4, 5}
	clear(s[1:3])
	show("s", s)
}

func deleteLeaves() {
	s := []int{0, 1, 2, 3, 4}
	short := slices.Delete(s, 1, 3)
	show("short", short)
	show("s", s)
	byHand := []int{0, 1, 2, 3, 4}
	byHand2 := append(byHand[:1], byHand[3:]...)
	show("byHand2", byHand2)
	show("byHand", byHand)
}

func insert() {
	room := append(make([]int, 0, 8), 0, 1, 2, 3)
	wide := slices.Insert(room, 2, 97, 98, 99)
	show("wide", wide)
	show("room", room)
	full := []int{0, 1, 2, 3}
	fresh := slices.Insert(full, 2, 99)
	show("fresh", fresh)
	show("full", full)
	self := append(make([]int, 0, 16), 0, 1, 2, 3)
	self = slices.Insert(self, 1, self[2:]...)
	show("self", self)
	show("at the end", slices.Insert([]int{0, 1}, 2, 9))
	show("nothing", slices.Insert([]int{0, 1}, 1))
}

func clip() {
	s := make([]int, 2, 10)
	clipped := slices.Clip(s)
	show("clipped", clipped)
	show("append(clipped, 9)", append(clipped, 9))
	show("s[:3]", s[:3])
	var none []int
	fmt.Println("Clip(nil) == nil:", slices.Clip(none) == nil)
}

func grow() {
	s := []int{1, 2, 3}
	for _, n := range []int{0, 1, 2, 3, 4, 5, 100, 1000} {
		grown := slices.Grow(s, n)
		fmt.Printf("Grow(%d): len=%d cap=%d moved=%t\n", n, len(grown), cap(grown), &grown[0] != &s[0])
	}
	var none []int
	fmt.Println("Grow(nil, 0) == nil:", slices.Grow(none, 0) == nil)
	show("Grow(nil, 5)", slices.Grow(none, 5))
}

func stringsAndBytes() {
	text := "slice"
	b := []byte(text)
	b[0] = 'S'
	fmt.Println("bytes", string(b), "text", text)
	again := string(b)
	b[1] = '-'
	fmt.Println("again", again, "bytes", string(b))
	fmt.Println("copied", copy(b, "SLICES"), string(b))
	b = append(b, " of bytes"...)
	fmt.Println(string(b), "len", len(b))
	fmt.Println("part", text[1:3], "len", len(text[1:3]))
	world := "世界"
	fmt.Println(len(world), len([]rune(world)), []byte(world))
	fmt.Println("nil bytes:", []byte("") == nil, "empty string:", string([]byte(nil)) == "")
}
