/** What an operator asks and tells a student over gRPC: its versions, its trainer. */
package io.alambic.student.operate;
