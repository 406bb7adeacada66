# Builds stk under build/; "make help" lists the targets.
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

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla -Wno-trigraphs -Werror
CFLAGS_release := -O2 -g -D_FORTIFY_SOURCE=2
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -DARENA_SEPARATE
CFLAGS_all     := -std=c11 -D_GNU_SOURCE -DSTK_PREFIX='"$(PREFIX)"' $(WARN) $(CFLAGS_$(MODE)) -Icompiler -I$(B) -MMD -MP $(CFLAGS)
LIBS    := -lyaml -ljansson

SOURCES := $(filter-out compiler/main.c,$(wildcard compiler/*.c))
OBJECTS := $(SOURCES:compiler/%.c=$(B)/%.o) $(B)/stk.tab.o $(B)/stk.lex.o $(B)/errors_text.o

all: $(B)/stk                                  ## build stk
$(B)/stk: $(B)/main.o $(OBJECTS)
	@echo "LD  $@"; $(CC) $(CFLAGS_all) -o $@ $^ $(LIBS)

$(B)/%.o: compiler/%.c $(B)/stk.tab.h $(B)/kube_tables.c | $(B)
	@echo "CC  $<"; $(CC) $(CFLAGS_all) -c -o $@ $<
$(B)/stk.tab.o: $(B)/stk.tab.c
	@echo "CC  $<"; $(CC) $(CFLAGS_all) -c -o $@ $<
$(B)/stk.lex.o: $(B)/stk.lex.c $(B)/stk.tab.h
	@echo "CC  $<"; $(CC) $(CFLAGS_all) -Wno-unused-function -Wno-conversion -Wno-sign-conversion -c -o $@ $<
$(B)/errors_text.o: $(B)/errors_text.c
	@echo "CC  $<"; $(CC) $(CFLAGS_all) -c -o $@ $<

# ---- generated sources ----
$(B)/stk.tab.c $(B)/stk.tab.h &: grammar/stk.y | $(B)
	bison -Wall -Wcounterexamples -Werror --header=$(B)/stk.tab.h -o $(B)/stk.tab.c $<
$(B)/stk.lex.c $(B)/stk.lex.h &: grammar/stk.l $(B)/stk.tab.h | $(B)
	flex --header-file=$(B)/stk.lex.h -o $(B)/stk.lex.c $< 2>$(B)/flex.log; s=$$?; cat $(B)/flex.log >&2; test $$s = 0 -a ! -s $(B)/flex.log
$(B)/tablegen: compiler/kube/tablegen.c compiler/base.c compiler/base.h | $(B)
	@echo "CC  $@"; $(CC) -std=c11 -D_GNU_SOURCE -O1 $(WARN) -Icompiler -o $@ compiler/kube/tablegen.c compiler/base.c
$(B)/kube_tables.c: compiler/kube/schema.txt $(B)/tablegen
	$(B)/tablegen $< >$@
$(B)/errors_text.c: grammar/errors.md | $(B)
	awk 'BEGIN { print "#include \"explain.h\"\nconst char errors_text[] =" } { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); print "\"" $$0 "\\n\"" } END { print ";" }' $< >$@
$(B)/parse.o: $(B)/stk.lex.h
$(B):
	@mkdir -p $@

-include $(wildcard $(B)/*.d)
.PHONY: all
