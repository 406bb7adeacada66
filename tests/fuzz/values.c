/* Fuzzer: any bytes as a values file of a stack with parameters of many types; up to the first NUL also as --set. */
#include "check/check.h"
#include "diag/render.h"
#include "evaluate/values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char stack[] =
    "type Kind = small | large\n"
    "type Site = { host : host, port : port = 80, note : string?, tags : [string] = [] }\n"
    "stack s {\n"
    "  param count : int in 1..9 = 2, param kind : Kind = small, param sites : {string: Site} = {}, param free : any = {}\n"
    "  param size : bytes = 1Mi, param cpu : cpu = 1, param wait : duration = 1s, param share : percent = 5%, param key : secret string?\n"
    "  param name : string matching \"^[a-z]+$\" = \"a\", param net : cidr = 10.0.0.0/8, param at : url = \"http://x\", param rate : float = 1.5\n"
    "  plane web { }\n"
    "  service site for k, v in sites { plane = web, image = \"x/y:1\", replicas = count }\n"
    "}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *session = session_new(STR("stdlib"));
    session->root = STR(".");
    struct program *program = check_program(session, source_add(&session->sources, STR("s.stk"), STR(stack)));
    struct override_values overrides = {0};
    Str text = arena_copy(session->arena, (Str){(const char *)data, size});
    values_from_file(program, program->root, source_add(&session->sources, STR("v.yaml"), text), &overrides);
    values_from_argument(program, program->root, text.s, &overrides);
    if (session_ok(session)) machine_run(machine_new(program), program->root, &overrides);
    struct buf shown = {0};
    diags_finish(&session->diags);
    render_diags(&session->diags, false, &shown);
    buf_free(&shown);
    session_free(session);
    return 0;
}
