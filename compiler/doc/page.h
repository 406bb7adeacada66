/* The texts of the page that stk doc writes, from files of their names; made when stk is built. */
#ifndef STK_DOC_PAGE_H
#define STK_DOC_PAGE_H

extern const char doc_page_css[], doc_page_js[];

#endif
