/* The memory of JSON: erased when it is given back, for there are secrets in it. Called once, before the first use of JSON. */
#ifndef STK_JSON_MEMORY_H
#define STK_JSON_MEMORY_H

void json_memory_erase(void);

#endif
