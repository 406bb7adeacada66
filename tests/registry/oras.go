// oras.go - what oras-go 1.1 (Debian's golang-oras-oras-go-dev, with the resolver of containerd and the logins of docker/cli) does with packages
//
//	oras login HOST            prints the login that it finds for a registry
//	oras copy FROM TO          copies a package; each is HOST/REPOSITORY:TAG, or a folder in the form of an OCI image layout and its tag, FOLDER@TAG
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/docker/cli/cli/config"
	"oras.land/oras-go/pkg/content"
	"oras.land/oras-go/pkg/oras"
	"oras.land/oras-go/pkg/target"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func open(name string) (target.Target, string) {
	if folder, tag, found := strings.Cut(name, "@"); found {
		layout, err := content.NewOCI(folder)
		check(err)
		return layout, tag
	}
	registry, err := content.NewRegistry(content.RegistryOptions{PlainHTTP: true})
	check(err)
	return registry, name
}

func login(host string) {
	file, err := config.Load(config.Dir())
	check(err)
	found, err := file.GetAuthConfig(host)
	check(err)
	fmt.Println(found.Username, found.Password, found.IdentityToken, found.RegistryToken)
}

func main() {
	log.SetFlags(0)
	if len(os.Args) == 3 && os.Args[1] == "login" {
		login(os.Args[2])
		return
	}
	from, fromName := open(os.Args[2])
	to, toName := open(os.Args[3])
	copied, err := oras.Copy(context.Background(), from, fromName, to, toName)
	check(err)
	fmt.Println(copied.Digest)
}
