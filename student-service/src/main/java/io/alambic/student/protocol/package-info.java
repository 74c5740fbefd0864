/** The messages of the Open Inference Protocol: checks requests, builds answers and describes the model. */
package io.alambic.student.protocol;
