#include "common/problem.h"

bool problem_set(struct problem *problem, int code, const char *fmt, ...)
{
    if (problem->code) return false;
    va_list args;
    va_start(args, fmt);
    problem->text = arena_vprintf(problem->arena, fmt, args);
    va_end(args);
    problem->code = code;
    problem->help = STR("");
    return false;
}

bool problem_help(struct problem *problem, const char *fmt, ...)
{
    if (problem->help.n) return false;
    va_list args;
    va_start(args, fmt);
    problem->help = arena_vprintf(problem->arena, fmt, args);
    va_end(args);
    return false;
}
