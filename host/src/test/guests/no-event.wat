;; Exports nothing that an event could run.
(module
  (memory (export "memory") 1)
  (func (export "helper")))
