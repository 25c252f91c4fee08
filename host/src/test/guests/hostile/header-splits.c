/* A header that would end the head. */
#include "attack.h"

ATTACK() {
    return head(200, "x", "a\r\n\r\n<script>");
}
