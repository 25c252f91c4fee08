;; Never gets as far as an event: its start section does not end.
(module
  (memory (export "memory") 1)
  (func $start (loop $again (br $again)))
  (func (export "fetch"))
  (start $start))
