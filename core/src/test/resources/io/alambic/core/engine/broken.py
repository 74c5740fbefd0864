class Function(Module):
  def forward(self, many: List[Tensor]) -> Tensor:
    return torch.no_such_operation(many)
