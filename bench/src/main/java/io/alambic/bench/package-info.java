/** The bench as a program: what to compare, how long, and where the figures go. */
package io.alambic.bench;
