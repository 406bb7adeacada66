/* What other tools have against compiled manifests, at the lines that caused it. */
#ifndef STK_EXPLAIN_MAP_H
#define STK_EXPLAIN_MAP_H

/* FINDINGS: a file that one of the tools of foreign_findings.h wrote, or "-", about the manifests in FOLDER. Prints SARIF. Returns the exit code. */
int explain_map(const char *folder, const char *findings);

#endif
