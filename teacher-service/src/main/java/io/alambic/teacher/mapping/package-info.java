/** Records are mapped beside the threads that run the model. */
package io.alambic.teacher.mapping;
