/* What CI systems show beside the lines of a change: diagnostics with paths from the top of the git repository, each once, however many
 * stacks and environments it holds for. */
#ifndef STK_FINDINGS_H
#define STK_FINDINGS_H

#include "diag/report.h"

#include <jansson.h>

/* Findings are a JSON object of {code, severity, title, path, line, column, text, more: [lines that go on], stacks: ["shop production"]},
 * under keys that tell them apart. Those of DIAGS, which are finished; the caller owns them. */
json_t *findings_of(const struct diags *, struct subject);
/* Adds MORE to ALL. */
void findings_join(json_t *all, const json_t *more);

/* Workflow commands of GitHub's runners: an annotation a line. */
void put_github(struct buf *, const json_t *findings);
/* GitLab's report of code quality (docs.gitlab.com/ci/testing/code_quality, 18): a list in JSON. */
void put_gitlab(struct buf *, const json_t *findings);

#endif
