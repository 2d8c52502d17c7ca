package parse

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func position(p diag.Position) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
