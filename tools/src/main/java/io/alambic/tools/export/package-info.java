/** {@code alambic export}: a trained student for other programs, loaded back and compared. */
package io.alambic.tools.export;
