;; What stk-mode takes the compiler's tokens for.  $FILES has the names of files, $TOKENS those of the lists that the program tokens printed
;; of them.  Prints "FILE:LINE: FACE, and a KIND" for each that is taken for something else, then a count; with $ALL, a line for each token
;; instead: its line, its text, its face.
(require 'cl-lib)
(require 'pcase)
(require 'stk-mode)

(defconst fits
  '(("keyword" font-lock-keyword-face font-lock-constant-face)
    ("text" font-lock-string-face)
    ("comment" font-lock-comment-face font-lock-comment-delimiter-face font-lock-doc-face)
    ("number" nil)
    ("name" nil font-lock-type-face font-lock-variable-name-face font-lock-function-name-face font-lock-builtin-face font-lock-constant-face)
    ("sign" nil font-lock-type-face font-lock-constant-face)))

(defun read-lines (file)
  (with-temp-buffer (insert-file-contents file) (split-string (buffer-string) "\n" t)))

(defun face-at (position)
  (let ((face (get-text-property position 'face)))
    (if (consp face) (car face) face)))

(defvar count 0)

(defun compare (file tokens)
  (let ((coding-system-for-read 'utf-8-unix)) (find-file file)) ; bytes as they are
  (font-lock-ensure)
  (let ((depth 0)) ; of expressions inside texts, which have one face
    (dolist (token (read-lines tokens))
      (pcase-let* ((`(,from ,to ,kind) (split-string token))
                   (first (byte-to-position (1+ (string-to-number from))))
                   (text (buffer-substring-no-properties first (byte-to-position (1+ (string-to-number to)))))
                   (face (face-at first))
                   (inside (or (> depth 0) (string= text "${"))))
        (setq count (1+ count))
        (cond ((string= text "${") (setq depth (1+ depth)))
              ((and (> depth 0) (string= text "{")) (setq depth (1+ depth)))
              ((and (> depth 0) (string= text "}")) (setq depth (1- depth))))
        (cond ((getenv "ALL") (princ (format "%d\t%s\t%s\n" (line-number-at-pos first) (car (split-string text "\n")) face)))
              ((if inside (eq face 'font-lock-variable-name-face) (memq face (cdr (assoc kind fits)))))
              ((and (string= kind "text") (eq (char-after first) ?\n))) ; a text that begins with its line's end
              (t (princ (format "%s:%d: '%s' is %s, and a %s\n" file (line-number-at-pos first) text face kind)))))))
  (kill-buffer))

(let ((files (read-lines (getenv "FILES"))) (tokens (read-lines (getenv "TOKENS"))))
  (cl-mapc #'compare files tokens)
  (unless (getenv "ALL") (princ (format "%d tokens of %d files\n" count (length files)))))
