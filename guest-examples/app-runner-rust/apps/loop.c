/* A hostile app: it never comes to an end. Its host sees to that. */
#include "lapidary.h"

LAP_EVENT(fetch) {
    for (volatile uint32_t i = 0;; i++) {
    }
}
