;; stk-mode with a language server, by eglot.  $PROJECT as for emacs-commands.el; "stk" is tests/editors/lsp.py.  Prints what the server found.
(require 'stk-mode)
(require 'eglot)

(find-file (expand-file-name "stacks/shop/shop.stk" (getenv "PROJECT")))
(apply #'eglot--connect (eglot--guess-contact))
(flymake-start)
(with-timeout (20)
  (while (not (flymake-diagnostics)) (accept-process-output nil 0.1)))
(dolist (diagnostic (flymake-diagnostics))
  (princ (format "line %d: %s\n" (line-number-at-pos (flymake-diagnostic-beg diagnostic)) (flymake-diagnostic-text diagnostic))))
(eglot-shutdown (eglot-current-server))
