/** The offline commands on models; the {@code alambic} command starts them in a JVM of their own. */
package io.alambic.tools;
