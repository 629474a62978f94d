// What Go's compiler says to each misuse of a channel's direction. Each is compiled as a program of its own.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// misuses are statements on a <-chan int `r`, a chan<- int `s` and a chan int `c`; one of them must compile.
var misuses = []string{
	"r = c; s = c",
	"c = r",
	"c = s",
	"c = (chan int)(r)",
	"r <- 1",
	"<-s",
	"for range s {}",
	"close(r)",
	"close(s)",
}

func main() {
	fmt.Printf("# channels/directions.go %s\n", runtime.Version())
	folder, err := os.MkdirTemp("", "directions")
	check(err)
	defer os.RemoveAll(folder)
	for _, misuse := range misuses {
		file := filepath.Join(folder, "x.go")
		text := "package main\nfunc main() { var r <-chan int; var s chan<- int; var c chan int; _, _, _ = r, s, c\n" + misuse + "\n}\n"
		check(os.WriteFile(file, []byte(text), 0o600))
		said, err := exec.Command("go", "build", "-o", filepath.Join(folder, "x"), file).CombinedOutput()
		if err == nil {
			fmt.Printf("%s: compiles\n", misuse)
			continue
		}
		for line := range strings.Lines(string(said)) {
			if _, message, found := strings.Cut(line, "x.go:3:"); found {
				_, message, _ = strings.Cut(message, ": ")
				fmt.Printf("%s: %s", misuse, message)
			}
		}
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
