;;; stk-mode.el --- stacks in the language .stk  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; License: Apache-2.0

;;; Commentary:

;; Colours, indentation as that of "stk fmt", M-x stk-format, M-x compile that checks the file, and "stk lsp" by eglot.

;;; Code:

(require 'compile)

(defgroup stk nil
  "Stacks in the language .stk."
  :group 'languages)

(defcustom stk-program "stk"
  "The program stk: a name in `exec-path', or a path."
  :type 'string)

(defcustom stk-indent-offset 2
  "Columns of indentation inside a bracket.  \"stk fmt\" takes 2."
  :type 'integer
  :safe #'integerp)

;;; Texts

(defvar stk-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?\" "." table) ; `stk--propertize' says where texts begin and end
    (modify-syntax-entry ?\\ "." table)
    (modify-syntax-entry ?' "." table)
    (dolist (sign '(?+ ?- ?* ?% ?< ?> ?= ?! ?| ?& ?? ?. ?: ?$)) (modify-syntax-entry sign "." table))
    table))

(defun stk--skip-expression (end)
  "Move from behind \"${\" to behind its \"}\", not beyond END."
  (let ((depth 1))
    (while (and (> depth 0) (re-search-forward "[{}\"\n]" end 'move))
      (pcase (char-before)
        (?{ (setq depth (1+ depth)))
        (?} (setq depth (1- depth)))
        (?\" (stk--skip-text end))))))

(defun stk--skip-text (end)
  "Move from behind the first quote of a text to behind its last, not beyond END.
Line ends stay outside a text that is not closed.  Value: whether it is closed."
  (let* ((lines (looking-at "\"\""))
         (stop (if lines "\"\"\"\\|\\$\\${\\|\\${" "[\"\n]\\|\\\\.\\|\\${"))
         closed)
    (when lines (forward-char 2))
    (while (and (not closed) (re-search-forward stop end 'move))
      (pcase (match-string 0)
        ("${" (stk--skip-expression end))
        ((or "\"" "\"\"\"") (setq closed t))
        ("\n" (backward-char) (setq closed 'line end (point)))))
    (eq closed t)))

(defun stk--propertize (start end)
  "Mark where texts begin and end between START and END."
  (goto-char start)
  (let ((state (syntax-ppss start)))
    (when (nth 3 state) (goto-char (nth 8 state))) ; begin with the text that START is in
    (while (and (< (point) end) (re-search-forward "//.*\\|\"" end t))
      (unless (eq (char-after (match-beginning 0)) ?/)
        (let ((first (match-beginning 0)))
          (stk--skip-text (point-max))
          (put-text-property first (1+ first) 'syntax-table '(15))
          (when (> (1- (point)) first)
            (remove-text-properties (1+ first) (1- (point)) '(syntax-table nil))
            (put-text-property (1- (point)) (point) 'syntax-table '(15))))))))

;;; Colours

(eval-and-compile
  (defconst stk--name "[A-Za-z_][A-Za-z0-9_]*")
  (defconst stk--qualified (concat stk--name "\\(?:\\." stk--name "\\)*"))
  (defconst stk--type (concat "[[{]*\\(?:\\(string\\):[ \t]*\\)?[[{]*\\(\\(?:secret[ \t]+\\)?" stk--qualified "\\)")
    "The beginning of a type: the key of a map, and a name."))

(defun stk--match-word (regexp key limit)
  "Find REGEXP up to LIMIT where it is a reserved word.
It is none in a text or comment, behind a dot, and where KEY follows."
  (let (found)
    (while (and (not found) (re-search-forward regexp limit t))
      (let ((first (match-beginning 0)))
        (setq found (save-match-data
                      (not (or (nth 8 (save-excursion (syntax-ppss first)))
                               (and (eq (char-before first) ?.) (not (eq (char-before (1- first)) ?.)))
                               (looking-at key)))))))
    found))

(defun stk--keyword (limit)
  "Find a reserved word up to LIMIT."
  (stk--match-word
   (eval-when-compile
     (regexp-opt '("if" "then" "else" "for" "in" "when" "with" "where" "matching" "at" "as" "require" "warn" "use" "fn" "component" "stack"
                   "inherit" "include" "param" "let" "export" "moved" "fact" "resource")
                 'symbols))
   "[ \t]*\\(?:=[^=]\\|=$\\|:\\)" limit))

(defun stk--constant (limit)
  "Find true, false or null up to LIMIT."
  (stk--match-word "\\_<\\(?:true\\|false\\|null\\)\\_>" "[ \t]*=[^=]" limit))

(defun stk--is-escaped (sign text)
  "Whether the \"$\" at SIGN begins no expression in the text that begins at TEXT.
Before it stands another one in a text of several lines, a backslash in others."
  (save-excursion
    (goto-char sign)
    (if (save-excursion (goto-char text) (looking-at "\"\"\""))
        (eq (char-before) ?$)
      (/= 0 (% (skip-chars-backward "\\\\") 2)))))

(defun stk--interpolation (limit)
  "Find the expression inside a text up to LIMIT."
  (let (found)
    (while (and (not found) (re-search-forward "\\${" limit t))
      (let* ((first (match-beginning 0)) (state (save-excursion (syntax-ppss first))))
        (when (and (nth 3 state) (not (stk--is-escaped first (nth 8 state))))
          (stk--skip-expression limit)
          (set-match-data (list first (point)))
          (setq found t))))
    found))

(defun stk--face (state)
  "The face of the text or comment that STATE is in."
  (cond ((nth 3 state) font-lock-string-face)
        ((save-excursion (goto-char (nth 8 state)) (looking-at "///")) font-lock-doc-face)
        (t font-lock-comment-face)))

(defconst stk--font-lock-keywords
  `((stk--keyword . font-lock-keyword-face)
    (stk--constant . font-lock-constant-face)
    (,(concat "^[ \t]*\\(type\\)[ \t]+\\(" stk--name "\\)[ \t]*=[ \t]*\\(?:" stk--type "\\)?")
     (1 font-lock-keyword-face) (2 font-lock-type-face) (3 font-lock-type-face nil t) (4 font-lock-type-face nil t))
    ("\\_<\\(test\\|schema\\|fails\\)\\_>[ \t]*\"" 1 font-lock-keyword-face)
    ("\"[ \t]*\\_<\\(of\\)\\_>[ \t]+[A-Za-z_]" 1 font-lock-keyword-face)
    ("\\(?:^\\|[{,]\\)[ \t]*\\(assert\\)\\_>\\(?:[ \t]*[^.,=:?[:space:]]\\)" 1 font-lock-keyword-face)
    (,(concat "\\_<use[ \t]+\\(" stk--name "\\(?:/[A-Za-z0-9_]+\\)*\\)") 1 font-lock-constant-face)
    (,(concat "\\_<fn[ \t]+\\(" stk--name "\\)") 1 font-lock-function-name-face)
    (,(concat "\\_<\\(?:component\\|stack\\)[ \t]+\\(" stk--name "\\)[ \t]*{") 1 font-lock-type-face)
    ;; KIND NAME before { or when or for
    (,(concat "^[ \t]*\\(" stk--qualified "\\)[ \t]+\\(" stk--name "\\)[ \t]*\\(?:{\\|\\_<\\(?:when\\|for\\)\\_>\\)")
     (1 font-lock-type-face) (2 font-lock-variable-name-face))
    ;; NAME : TYPE; ) : TYPE; NAME =
    (,(concat "\\(?:^\\|[{,(]\\|\\_<\\(?:param\\|include\\|let\\|export\\|fact\\|resource\\)\\)[ \t]*\\(" stk--name "\\)[ \t]*:[ \t]*\\(?:"
              stk--type "\\)?")
     (1 font-lock-variable-name-face) (2 font-lock-type-face nil t) (3 font-lock-type-face nil t))
    (,(concat ")[ \t]*:[ \t]*" stk--type) (1 font-lock-type-face nil t) (2 font-lock-type-face))
    (,(concat "\\_<\\(" stk--name "\\)[ \t]*=\\(?:[^=]\\|$\\)") 1 font-lock-variable-name-face)
    (,(concat "\\_<" (regexp-opt '("self" "it")) "\\_>") . font-lock-builtin-face)
    (,(concat "\\_<\\(" stk--name "\\)(") 1 font-lock-function-name-face)
    (stk--interpolation 0 font-lock-variable-name-face t))
  "What is coloured, texts and comments apart.")

;;; Indentation

(defconst stk--continuing "\\(?:\\.[^.]\\|\\?[.?]\\|\\+\\|&&\\||\\|\\(?:else\\|with\\|then\\)\\_>\\)")

(defun stk--follows-equals ()
  "Whether the code before this line ends with a lone \"=\"."
  (save-excursion
    (forward-comment (- (point)))
    (and (eq (char-before) ?=) (not (memq (char-before (1- (point))) '(?= ?< ?> ?!))))))

(defun stk--indentation ()
  "Columns of the indentation of this line; nil: it is inside a text."
  (save-excursion
    (beginning-of-line)
    (let* ((state (syntax-ppss))
           (opener (nth 1 state))
           (outside (if opener (save-excursion (goto-char opener) (current-indentation)) 0)))
      (skip-chars-forward " \t")
      (cond ((nth 3 state) nil)
            ((looking-at "[])}]") outside)
            (t (+ outside
                  (if opener stk-indent-offset 0)
                  (if (or (looking-at stk--continuing) (and (not (looking-at "//")) (stk--follows-equals))) stk-indent-offset 0)))))))

(defun stk-indent-line ()
  "Indent this line as \"stk fmt\" does."
  (let ((columns (stk--indentation)))
    (when columns
      (if (<= (current-column) (current-indentation))
          (indent-line-to columns)
        (save-excursion (indent-line-to columns))))))

;;; Commands

(defun stk-format ()
  "Bring the buffer into the one layout, by \"stk fmt\"."
  (interactive)
  (let ((source (current-buffer)) (said (get-buffer-create "*stk fmt*")) (errors (make-temp-file "stk")))
    (unwind-protect
        (with-current-buffer said
          (erase-buffer)
          (let ((status (with-current-buffer source
                          (call-process-region nil nil stk-program nil (list said errors) nil "fmt" "-"))))
            (if (equal status 0)
                (with-current-buffer source (replace-buffer-contents said))
              (insert-file-contents errors)
              (display-buffer said))))
      (delete-file errors))))

(defun stk--project ()
  "The folder that messages name files from."
  (expand-file-name (or (and buffer-file-name (locate-dominating-file buffer-file-name "stk.project")) default-directory)))

(add-to-list 'compilation-error-regexp-alist-alist
             '(stk "^\\([^ \n:]+\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(note\\)\\)" 1 2 3 (4 . 5)))
(add-to-list 'compilation-error-regexp-alist 'stk)

;;;###autoload
(define-derived-mode stk-mode prog-mode "stk"
  "Stacks in the language .stk."
  (setq-local comment-start "// " comment-start-skip "//+[ \t]*")
  (setq-local syntax-propertize-function #'stk--propertize)
  (setq-local font-lock-defaults '(stk--font-lock-keywords nil nil nil (font-lock-syntactic-face-function . stk--face)))
  (setq-local font-lock-multiline t)
  (setq-local indent-line-function #'stk-indent-line indent-tabs-mode nil)
  (setq-local electric-indent-chars (append "{}[]()" electric-indent-chars))
  (setq-local compile-command
              (format "cd %s && %s check %s" (shell-quote-argument (stk--project)) stk-program
                      (if buffer-file-name (shell-quote-argument (file-relative-name buffer-file-name (stk--project))) ""))))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.stk\\'" . stk-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `(stk-mode . (,stk-program "lsp"))))

(provide 'stk-mode)
;;; stk-mode.el ends here
