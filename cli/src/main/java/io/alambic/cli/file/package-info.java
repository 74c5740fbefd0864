/** The file that describes a distillation: its settings, and where in the file each of them stands. */
package io.alambic.cli.file;
