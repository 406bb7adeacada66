/* stk lsp: the language server for editors. */
#include "command.h"

#include "editor/serve.h"

#include <stdio.h>

static const char help[] =
    "usage: stk lsp\n\n"
    "Speaks the Language Server Protocol (3.17) over standard input and output; editors start it. It looks at the whole project\n"
    "of each folder of the workspace, at what is not yet saved, too: diagnostics as they are of 'stk check', what a name means\n"
    "and what it is in the end, where it is declared and used, other names, completion, the layout of 'stk fmt', repairs.\n"
    "Values files in YAML are served as well. A text in a field that names an object, its key or its port is completed, too, and leads there.\n\n"
    "initializationOptions and settings.stk: {\"environment\": NAME}, of stk.project, whose values are shown (default: the first); others\n"
    "are told where they differ.\n\n"
    "  -h, --help\n\n"
    "For instance, in Emacs: (add-to-list 'eglot-server-programs '(stk-mode . (\"stk\" \"lsp\")))\n\n"
    "Exit codes: 0 the editor said goodbye, 1 it was gone, 64 wrong usage, 70 internal error.\n";

int command_lsp(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_FINE;
    }
    bool channel = argc == 2 && strcmp(argv[1], "--stdio") == 0; /* what most editors add */
    if (argc > 1 && !channel) usage_error("lsp", "it takes no arguments; 'stk lsp --help' tells more");
    struct arena *arena = arena_new(0);
    int code = serve(stdlib_folder(arena));
    arena_free(arena);
    return code;
}
