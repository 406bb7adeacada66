# Builds stk and stk-apply under build/; "make help" lists the targets.
MAKEFLAGS += -rR
.DELETE_ON_ERROR:
.SECONDARY:

CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
PREFIX  ?= /usr/local
MODE    ?= release
B       := build/$(MODE)

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla -Werror
CFLAGS_release := -O3 -g -flto=auto -D_FORTIFY_SOURCE=2
CFLAGS_tuned   := $(CFLAGS_release) $(PROFILE)
CFLAGS_asan    := -O1 -g -fno-pie -no-pie -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_SEPARATE -DSTK_ASKED_AGAIN
CFLAGS_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DARENA_SEPARATE -DSTK_ASKED_AGAIN -Wno-everything -Werror=implicit-function-declaration
CFLAGS_wasm    := -Os -I$(LIBRARIES)/include -Isite -include wasm/platform.h -Wno-everything -Werror=implicit-function-declaration
CFLAGS_all     := -std=gnu11 -D_GNU_SOURCE -DSTK_PREFIX='"$(PREFIX)"' $(WARN) $(CFLAGS_$(MODE)) -Iapply -Icompiler -I$(B)/compiler -MMD -MP $(CFLAGS)
LIBS    := -lyaml -ljansson -lm
LIBS_apply := $(LIBS) -lcurl -lssl -lcrypto -lz

# Rooms: compiler/ROOM/FILE.c becomes $(B)/compiler/ROOM/FILE.o, and apply/ likewise.
COMPILER  := $(patsubst %.c,$(B)/%.o,$(filter-out %/main.c,$(wildcard compiler/*/*.c)))
GENERATED := $(addprefix $(B)/compiler/,syntax/stk.tab.o syntax/stk.lex.o command/errors_text.o doc/page_texts.o graph/page_texts.o completion/scripts.o)
APPLY     := $(patsubst %.c,$(B)/%.o,$(filter-out %/main.c,$(wildcard apply/*/*.c)))
# the rooms of the compiler that stk-apply stands on
GROUND    := base kube diag value package review
SHARED    := $(filter $(GROUND:%=$(B)/compiler/%/%),$(COMPILER))
# what the programs of tests may use: all of both but the compiler's commands
PARTS     := $(filter-out $(B)/compiler/command/%,$(COMPILER) $(GENERATED)) $(APPLY)

all: $(B)/stk $(B)/stk-apply                   ## build stk and stk-apply
$(B)/stk: $(B)/compiler/command/main.o $(COMPILER) $(GENERATED)
	@echo "LD  $@"; $(CC) $(CFLAGS_all) -o $@ $^ $(LIBS)
$(B)/stk-apply: $(B)/apply/command/main.o $(APPLY) $(SHARED)
	@echo "LD  $@"; $(CC) $(CFLAGS_all) -o $@ $^ $(LIBS_apply)

COMPILE = @mkdir -p $(@D); echo "CC  $<"; $(CC) $(CFLAGS_all) $(CFLAGS_file) -c -o $@ $<
$(B)/%.o: %.c
	$(COMPILE)
$(GENERATED): %.o: %.c
	$(COMPILE)

# ---- generated sources ----
S := $(B)/compiler/syntax
$(S)/stk.tab.c $(S)/stk.tab.h &: grammar/stk.y
	@mkdir -p $(@D)
	bison -Wall -Wcounterexamples -Werror --header=$(S)/stk.tab.h -o $(S)/stk.tab.c $<
$(S)/stk.lex.c $(S)/stk.lex.h &: grammar/stk.l $(S)/stk.tab.h
	flex -Cfa --header-file=$(S)/stk.lex.h -o $(S)/stk.lex.c $< 2>$(S)/flex.log; s=$$?; cat $(S)/flex.log >&2; test $$s = 0 -a ! -s $(S)/flex.log
$(S)/stk.lex.o: CFLAGS_file := -Wno-unused-function -Wno-conversion -Wno-sign-conversion
$(addprefix $(S)/,stk.lex.o advice.o build_expr.o build_decl.o format.o): $(S)/stk.tab.h
$(S)/parse.o: $(S)/stk.tab.h $(S)/stk.lex.h

BASE := $(wildcard compiler/base/*.[ch])
# what makes tables runs on this machine, whatever the rest is compiled for
CC_HERE := $(CC)
$(B)/tablegen: $(wildcard compiler/kube/tables/*.[ch] compiler/kube/*_line.[ch] compiler/kube/preference.[ch]) compiler/kube/kube.h compiler/kube/rules.h $(BASE)
	@mkdir -p $(@D); echo "CC  $@"; $(CC_HERE) -std=gnu11 -D_GNU_SOURCE -O1 $(WARN) -Icompiler -o $@ $(filter %.c,$^)
$(B)/compiler/kube/kube_tables.c: compiler/kube/schema.txt $(sort $(wildcard compiler/kube/rules/*.txt)) $(B)/tablegen
	@mkdir -p $(@D); $(B)/tablegen $(filter %.txt,$^) >$@
$(B)/compiler/kube/kube.o: $(B)/compiler/kube/kube_tables.c
AS_C_TEXT := sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$$/\\n"/'
$(B)/compiler/command/errors_text.c: grammar/errors.md
	@mkdir -p $(@D); { printf '#include "command/errors_text.h"\nconst char errors_text[] =\n'; $(AS_C_TEXT) $<; echo ';'; } >$@
# $(call TEXTS_OF,HEADER,PREFIX): the files as texts of C that HEADER declares; page.css with the prefix doc_ is doc_page_css
TEXTS_OF = @mkdir -p $(@D); { echo '\#include "$(1)"'; for file in $^; do name=$(2)$${file\#\#*/}; echo "const char $${name%.*}_$${name\#\#*.}[] ="; \
	$(AS_C_TEXT) $$file; echo ';'; done; } >$@
$(B)/compiler/doc/page_texts.c: $(addprefix compiler/doc/,page.css page.js)
	$(call TEXTS_OF,doc/page.h,doc_)
$(B)/compiler/graph/page_texts.c: $(addprefix compiler/graph/,picture.css page.css page.js)
	$(call TEXTS_OF,graph/picture.h)
$(B)/compiler/completion/scripts.c: $(addprefix compiler/completion/stk.,bash zsh fish)
	$(call TEXTS_OF,completion/scripts.h,script_of_)

# ---- tuning: built twice, the second time by what the first did ----
tuned:                                         ## build stk and stk-apply by what stk does with a few inputs (build/tuned): a tenth faster, in two minutes
	rm -rf build/tuned
	@$(MAKE) MODE=tuned PROFILE=-fprofile-generate build/tuned/stk
	tests/bench/train build/tuned/stk
	find build/tuned -name '*.o' -delete && rm build/tuned/stk
	@$(MAKE) MODE=tuned PROFILE='-fprofile-use -fprofile-partial-training -Wno-missing-profile' all

# ---- tests: each suite of tests/suite prints TAP ----
SECONDS_LONG := 600
UNITS   := $(patsubst tests/unit/%_test.c,$(B)/unit/%,$(wildcard tests/unit/*/*/*_test.c))
asan:                                          ## build stk with sanitizers (build/asan/stk)
	@$(MAKE) MODE=asan all
check: asan                                    ## build both and run all suites of tests/suite
	@$(MAKE) MODE=release all
	tests/run
check-long: check lint                         ## check, lint, a fault at each request, and ten minutes of each fuzzer
	tests/faults/cases --long
	tests/faults/every-index
	@$(MAKE) fuzz FUZZ_SECONDS=$(SECONDS_LONG)
check-oslo: asan                               ## ask OpenStack 2025.1 whether it takes the stacks' options; needs root
	tests/oslo/check
check-ci: asan                                 ## hold stacks/ci-examples against the rules of GitHub and GitLab, and run them; needs npm
	tests/ci/check
check-registry: asan                           ## packages pushed and pulled, by stk, skopeo and oras, in Debian's docker-registry (apt); signed by Sigstore's libraries (npm)
	tests/run --in tests/registry/suites
check-daemons: asan                            ## clusters of MariaDB, RabbitMQ and OVN through outages, a real cloud, one that encrypts, ways in, volumes and objects in Ceph; root, 40 minutes
	@for suite in galera rabbitmq ovn openstack tls outside volumes objects; do tests/daemons/$$suite || failed=1; done; test -z "$$failed"
check-pictures: all                            ## what stk graph draws, in a browser, by Graphviz and by Mermaid; needs chromium, graphviz and npm
	STK=$(B)/stk tests/graph/check
check-node: asan                               ## what stk writes reaches running pods, on a real cluster of one node; root, 9 minutes
	tests/node/with-node tests/run --in tests/node/suites
live: asan                                     ## clouds by stk apply on that node: alone, with OVN, in Ceph, on two nodes; root, an hour
	tests/node/with-node tests/run --in tests/node/suites-live
check-editors: asan                            ## grammar/editors in Vim, Neovim, Emacs and VS Code, and stk lsp with these; npm, chromium, neovim, vim-nox, emacs-nox, elpa-eglot, libtree-sitter-dev
	@$(MAKE) MODE=asan build/asan/editors/tokens build/asan/editors/nodes
	tests/run --in tests/editors/suites
	tests/lsp/clients/run
units: $(UNITS)                                ## build the programs of tests/unit
# An archive, of which a program takes what it needs: there are many programs, and each would be as large as both of ours.
$(B)/parts.a: $(PARTS)
	@rm -f $@; ar rcT $@ $^
LINK_PARTS = @mkdir -p $(@D); echo "CC  $@"; $(CC) $(CFLAGS_all) $(CFLAGS_file) -Itests/unit -o $@ $< $(B)/parts.a -Wl,--as-needed $(LIBS_apply)
$(B)/unit/%: tests/unit/%_test.c tests/unit/test.h $(B)/parts.a
	$(LINK_PARTS)
$(B)/editors/%: tests/editors/%.c $(B)/parts.a
	$(LINK_PARTS)

# ---- fuzzers: clang's libFuzzer; what they find comes to tests/bogons ----
FUZZ_SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzzer/%,$(wildcard tests/fuzz/*.c))
fuzz:                                          ## run each fuzzer for FUZZ_SECONDS (60)
	@$(MAKE) MODE=fuzz CC=clang fuzzers
	tests/fuzz/run $(FUZZ_SECONDS)
fuzzers: $(FUZZERS)
$(B)/fuzzer/%: private CFLAGS_file := -fsanitize=fuzzer
$(B)/fuzzer/%: tests/fuzz/%.c $(B)/parts.a
	$(LINK_PARTS)

# ---- the site ----
site: all                                      ## the project's site, with a playground, in build/site; needs emscripten and cmark-gfm (apt)
	site/build
check-site: site                               ## its links, and the playground in a browser; needs chromium and npm
	STK=$(B)/stk tests/site/check
# stk as WebAssembly: site/build asks for it with MODE=wasm and says where LIBRARIES are. An instance of it is one run.
WASM    := MODULARIZE EXPORT_NAME=createStk ENVIRONMENT=worker INVOKE_RUN=0 EXIT_RUNTIME FORCE_FILESYSTEM EXPORTED_RUNTIME_METHODS=FS,ENV,callMain \
    ALLOW_MEMORY_GROWTH MAXIMUM_MEMORY=1GB
LINUX   := $(B)/compiler/base/huge_pages.o $(B)/compiler/base/with_temporary_folder.o
$(B)/stk.js: $(B)/compiler/command/main.o $(filter-out $(LINUX),$(COMPILER)) $(GENERATED) $(B)/site/wasm/platform.o
	@echo "LD  $@"; $(CC) $(CFLAGS_all) $(addprefix -s,$(WASM)) -o $@ $^ -L$(LIBRARIES)/lib $(LIBS)

# ---- measuring ----
TOOLS := print files bandwidth measure patch_client
bench: all $(TOOLS:%=$(B)/bench/%)             ## measure stk beside others and beside C; PART="peers apply" measures these parts; MODE=tuned measures that one
	BUILD=$(B) tests/bench/run $(PART)
bench-shapes: $(B)/stk                         ## double inputs of many shapes; none may take much more than twice as long
	tests/bench/shapes
bench-instructions: $(B)/stk                   ## count the instructions of fixed inputs, beside tests/bench/instructions.txt
	tests/bench/instructions
bench-apply: all $(B)/bench/patch_client $(B)/bench/measure ## compare stk-apply with a bare client and kubectl, on a real API server
	tests/bench/apply
$(B)/bench/patch_client: LIBS_bench := -lcurl
$(B)/bench/%: tests/bench/%.c
	@mkdir -p $(@D); echo "CC  $@"; $(CC) -std=c11 -D_GNU_SOURCE -O2 $(WARN) -o $@ $< $(LIBS_bench)
metrics:                                       ## lines of each part, and the longest functions
	@wc -l compiler/*/*.[ch] apply/*/*.[ch] grammar/stk.* | awk '{ n = $$2 ~ /^apply/ ? "apply" : $$2 ~ /\.h$$/ ? "headers" : $$2 ~ /stk\./ ? "grammar" : "sources"; if ($$2 != "total") sum[n] += $$1 } END { for (n in sum) print sum[n], n }'
	@find stdlib -name '*.stk' -exec cat {} + | awk 'END { print NR, "standard library" }'
	@find tests -type f -exec cat {} + | awk 'END { print NR, "tests" }'
	@awk '/^\{/ { start = FNR } /^\}/ && start { print FNR - start - 1, FILENAME ":" start; start = 0 }' compiler/*/*.c apply/*/*.c | sort -rn | head -n 10

# ---- care ----
SCRIPTS = setup .ci/run compiler/completion/stk.bash $(shell grep -rlE '^(#!/(bin/sh|usr/bin/env bash)|# shellcheck shell=bash)' tests site stdlib findings)
lint: all                                      ## shellcheck, which room stands on which, names of functions, the layout of .stk files, trailing blanks
	shellcheck --external-sources $(SCRIPTS)
	tests/lint/rooms compiler $(B)/compiler
	tests/lint/rooms apply $(B)/apply $(GROUND)
	tests/lint/twice $(COMPILER) $(APPLY)
	$(B)/stk fmt --check $$(git ls-files 'stdlib/*.stk' 'stacks/*.stk' 'tests/node/*.stk' 'tests/apply/*.stk')
	! git grep -nIE '[[:blank:]]+$$' -- '*.c' '*.h' '*.stk' '*.sh' Makefile
compile_commands.json:                         ## how each file is compiled, for editors and language servers
	@$(MAKE) --always-make --dry-run --no-print-directory all | awk -v folder='$(CURDIR)' '/ -c -o / { file = $$NF; sub(/^.*echo "CC [^;]*; /, ""); \
	    gsub(/["\\]/, "\\\\&"); printf "%s{\"directory\": \"%s\", \"file\": \"%s\", \"command\": \"%s\"}", n++ ? ",\n " : "[", folder, file, $$0 } \
	    END { print "]" }' >$@
install: all                                   ## install below PREFIX (/usr/local); DESTDIR is honoured
	install -D -m 755 $(B)/stk $(DESTDIR)$(PREFIX)/bin/stk
	install -D -m 755 $(B)/stk-apply $(DESTDIR)$(PREFIX)/bin/stk-apply
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 compiler/stk.1 apply/stk-apply.1
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/stk grammar/errors.md apply/events.md
	install -D -m 644 compiler/completion/stk.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/stk
	ln -sf stk $(DESTDIR)$(PREFIX)/share/bash-completion/completions/stk-apply
	install -D -m 644 compiler/completion/stk.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_stk
	install -D -m 644 compiler/completion/stk.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/stk.fish
	ln -sf stk.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/stk-apply.fish
	install -D -m 644 grammar/README.md $(DESTDIR)$(PREFIX)/share/doc/stk/language.md
	cd stdlib && find . -type f -exec install -D -m 644 '{}' '$(abspath $(DESTDIR)$(PREFIX)/share/stk)/stdlib/{}' ';'
clean:                                         ## remove build/ and out/
	rm -rf build out
help:                                          ## list the targets
	@sed -n 's/^\([a-z_.-]*\):[^#]*## */\1\t/p' Makefile | expand -t 24

-include $(wildcard $(foreach depth,* */* */*/*,$(B)/$(depth)/*.d))
.PHONY: all tuned asan check live check-ci check-daemons check-editors check-long check-node check-oslo check-pictures check-registry check-site site units fuzz fuzzers bench bench-apply bench-instructions bench-shapes metrics lint compile_commands.json install clean help
