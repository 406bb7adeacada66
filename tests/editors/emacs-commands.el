;; Commands of stk-mode.  $PROJECT is a folder with stk.project, stacks/shop/shop.stk and messy.stk.  Prints a line for each thing done.
(require 'stk-mode)

(defun say (format &rest arguments)
  (princ (concat (apply #'format format arguments) "\n")))

(setq compilation-always-kill t)
(find-file (expand-file-name "stacks/shop/shop.stk" (getenv "PROJECT")))
(say "mode %s, comments %S" major-mode comment-start)

;; M-x compile, from a folder below the project's
(let ((buffer (compile compile-command)))
  (while (process-live-p (get-buffer-process buffer)) (accept-process-output nil 0.1))
  (setq compilation-skip-threshold 0)
  (while (ignore-errors (next-error) t)
    (let ((there (window-buffer (selected-window))))
      (with-current-buffer there
        (say "at %s:%d %s" (file-name-nondirectory buffer-file-name) (line-number-at-pos)
             (buffer-substring-no-properties (point) (line-end-position)))))))

;; M-x stk-format
(find-file (expand-file-name "messy.stk" (getenv "PROJECT")))
(stk-format)
(say "formatted: %S" (buffer-string))
(erase-buffer)
(insert "type A = {")
(stk-format)
(say "not formatted: %S, for %s" (buffer-string) (with-current-buffer "*stk fmt*" (car (split-string (buffer-string) "\n"))))
(set-buffer-modified-p nil)
