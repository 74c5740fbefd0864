/** Watches the memory of the services over a long time. */
package io.alambic.chaos.soak;
