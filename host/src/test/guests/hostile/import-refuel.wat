;; Would like to fill its own tank.
(module
  (import "lapidary" "refuel" (func))
  (memory (export "memory") 1)
  (func (export "fetch")))
