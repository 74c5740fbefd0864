/** The {@code export} command: a trained student for other programs, loaded back and compared. */
package io.alambic.teacher.export;
