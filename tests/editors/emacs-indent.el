;; What stk-mode makes of sources without indentation.  $FILES has the names of files in the layout of "stk fmt".  Prints "FILE:LINE: N
;; columns, and not M" for each line that does not come back, then a count.
(require 'stk-mode)

(defvar count 0)

(defun strip ()
  "Take away the indentation of all lines outside texts."
  (goto-char (point-min))
  (while (not (eobp))
    (unless (nth 3 (save-excursion (syntax-ppss (line-beginning-position)))) (delete-horizontal-space))
    (forward-line)))

(defun check-file (file)
  (find-file file)
  (let ((before (split-string (buffer-string) "\n")))
    (strip)
    (indent-region (point-min) (point-max))
    (goto-char (point-min))
    (dolist (line before)
      (setq count (1+ count))
      (unless (string= line (buffer-substring-no-properties (line-beginning-position) (line-end-position)))
        (princ (format "%s:%d: %d columns, and not %d\n" file (line-number-at-pos) (current-indentation) (string-match "[^ ]\\|\\'" line))))
      (forward-line)))
  (set-buffer-modified-p nil)
  (kill-buffer))

(dolist (file (with-temp-buffer (insert-file-contents (getenv "FILES")) (split-string (buffer-string) "\n" t)))
  (check-file file)
  (setq count (1- count))) ; behind the last line end is none
(princ (format "%d lines\n" count))
