class Function(Module):
  def forward(self, many: List[Tensor], added: List[Tensor]) -> Tensor:
    torch._foreach_mul_(many, 2)
    return torch.add(added[0], torch.len(many))
