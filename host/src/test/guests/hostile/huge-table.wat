;; Starts with a table of a billion elements.
(module
  (memory (export "memory") 1)
  (table 1000000000 funcref)
  (func (export "fetch")))
