// How Go lays out its locks on amd64 and on 386: it runs itself once more for 386. Columns: architecture, type, size, alignment, fields
// (name, type, offset, size). linux/amd64 only.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"sync"
)

func main() {
	if len(os.Args) > 1 {
		table()
		return
	}
	fmt.Printf("# locks/layout.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Println("# columns: architecture, type, size, alignment, fields")
	table()
	_, here, _, _ := runtime.Caller(0)
	again := exec.Command("go", "run", here, "table")
	again.Env = append(os.Environ(), "GOARCH=386")
	again.Stdout, again.Stderr = os.Stdout, os.Stderr
	if err := again.Run(); err != nil {
		panic(err)
	}
}

func table() {
	mutex, cond := reflect.TypeFor[sync.Mutex](), reflect.TypeFor[sync.Cond]()
	rows := []reflect.Type{
		mutex, field(mutex, "mu"), reflect.TypeFor[sync.RWMutex](), reflect.TypeFor[sync.Once](),
		cond, field(cond, "notify"), field(cond, "noCopy"),
	}
	for _, t := range rows {
		var fields []string
		for i := range t.NumField() {
			f := t.Field(i)
			fields = append(fields, fmt.Sprintf("%s %s @%d size %d", f.Name, name(f.Type), f.Offset, f.Type.Size()))
		}
		fmt.Printf("%s\t%s\t%d\t%d\t%s\n", runtime.GOARCH, name(t), t.Size(), t.Align(), dash(strings.Join(fields, "; ")))
	}
}

func field(t reflect.Type, name string) reflect.Type {
	f, found := t.FieldByName(name)
	if !found {
		panic(name)
	}
	return f.Type
}

// name is a type's, with the path of its package where that is not plain.
func name(t reflect.Type) string {
	if strings.Contains(t.PkgPath(), "/") && t.PkgPath() != "sync/atomic" {
		return t.PkgPath() + "." + t.Name()
	}
	return t.String()
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
